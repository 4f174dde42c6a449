metadata description = 'From the domains to the app: certificates, the firewall, and the headers only Front Door can set. Nothing is cached: a page depends on the visitor.'

import { edgeHeaders } from 'names.bicep'

@description('Makes names unique.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Standard_AzureFrontDoor or Premium_AzureFrontDoor.')
param sku string

@description('The profile.')
param profileName string

@description('The app\'s own host name.')
param originHost string

@description('Host names of links.')
param hostNames array

// A crowd behind one address of a mobile network stays below it; the API has limits of its own, by key.
var requestsPerMinute = 1200

resource profile 'Microsoft.Cdn/profiles@2024-09-01' existing = {
  name: profileName
}

resource endpoint 'Microsoft.Cdn/profiles/afdEndpoints@2024-09-01' = {
  parent: profile
  name: 'fde-${suffix}'
  location: 'global'
  tags: tags
  properties: { enabledState: 'Enabled' }
}

resource originGroup 'Microsoft.Cdn/profiles/originGroups@2024-09-01' = {
  parent: profile
  name: 'app'
  // No probes: there is one origin, and they would keep an idle app awake.
  properties: {
    loadBalancingSettings: {
      sampleSize: 4
      successfulSamplesRequired: 2
      additionalLatencyInMilliseconds: 50
    }
    sessionAffinityState: 'Disabled'
  }
}

resource origin 'Microsoft.Cdn/profiles/originGroups/origins@2024-09-01' = {
  parent: originGroup
  name: 'app'
  properties: {
    hostName: originHost
    originHostHeader: originHost
    httpPort: 80
    httpsPort: 443
    priority: 1
    weight: 1000
    enabledState: 'Enabled'
    enforceCertificateNameCheck: true
  }
}

resource domains 'Microsoft.Cdn/profiles/customDomains@2024-09-01' = [
  for host in hostNames: {
    parent: profile
    name: replace(host, '.', '-')
    properties: {
      hostName: host
      tlsSettings: {
        certificateType: 'ManagedCertificate'
        minimumTlsVersion: 'TLS12'
      }
    }
  }
]

resource rules 'Microsoft.Cdn/profiles/ruleSets@2024-09-01' = {
  parent: profile
  name: 'visitor'
}

resource tellVisitor 'Microsoft.Cdn/profiles/ruleSets/rules@2024-09-01' = {
  parent: rules
  name: 'tell'
  properties: {
    order: 1
    conditions: []
    // Overwritten, not appended: what a caller sent under these names is gone.
    actions: [
      {
        name: 'ModifyRequestHeader'
        parameters: {
          typeName: 'DeliveryRuleHeaderActionParameters'
          headerAction: 'Overwrite'
          headerName: edgeHeaders.country
          value: '{geo_country}'
        }
      }
      {
        name: 'ModifyRequestHeader'
        parameters: {
          typeName: 'DeliveryRuleHeaderActionParameters'
          headerAction: 'Overwrite'
          headerName: edgeHeaders.host
          value: '{hostname}'
        }
      }
    ]
    matchProcessingBehavior: 'Continue'
  }
}

resource route 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-09-01' = {
  parent: endpoint
  name: 'all'
  properties: {
    customDomains: [for number in range(0, length(hostNames)): { id: domains[number].id }]
    originGroup: { id: originGroup.id }
    ruleSets: [{ id: rules.id }]
    supportedProtocols: ['Http', 'Https']
    patternsToMatch: ['/*']
    forwardingProtocol: 'HttpsOnly'
    httpsRedirect: 'Enabled'
    linkToDefaultDomain: 'Enabled'
    enabledState: 'Enabled'
  }
  dependsOn: [origin, tellVisitor]
}

resource firewall 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2024-02-01' = {
  name: 'waf${suffix}'
  location: 'global'
  tags: tags
  sku: { name: sku }
  properties: {
    policySettings: {
      enabledState: 'Enabled'
      mode: 'Prevention'
      requestBodyCheck: 'Enabled'
    }
    customRules: {
      rules: [
        {
          name: 'TooMany'
          priority: 100
          enabledState: 'Enabled'
          ruleType: 'RateLimitRule'
          rateLimitDurationInMinutes: 1
          rateLimitThreshold: requestsPerMinute
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestUri'
              operator: 'Contains'
              negateCondition: true
              matchValue: ['/api/', '/webhooks/']
              transforms: ['Lowercase']
            }
          ]
        }
      ]
    }
    // Microsoft's own rules are of the Premium tier.
    managedRules: {
      managedRuleSets: sku != 'Premium_AzureFrontDoor' ? [] : [
        {
          ruleSetType: 'Microsoft_DefaultRuleSet'
          ruleSetVersion: '2.1'
          ruleSetAction: 'Block'
        }
        {
          ruleSetType: 'Microsoft_BotManagerRuleSet'
          ruleSetVersion: '1.1'
        }
      ]
    }
  }
}

resource guard 'Microsoft.Cdn/profiles/securityPolicies@2024-09-01' = {
  parent: profile
  name: 'guard'
  properties: {
    parameters: {
      type: 'WebApplicationFirewall'
      wafPolicy: { id: firewall.id }
      associations: [
        {
          domains: concat([{ id: endpoint.id }], map(range(0, length(hostNames)), number => { id: resourceId('Microsoft.Cdn/profiles/customDomains', profileName, replace(hostNames[number], '.', '-')) }))
          patternsToMatch: ['/*']
        }
      ]
    }
  }
  dependsOn: [domains]
}
