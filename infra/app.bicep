metadata description = 'The Functions app on Flex Consumption, with its settings.'

import { containers, edgeHeaders } from 'names.bicep'

@description('Makes names unique.')
param suffix string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Who the app is.')
param identityId string

@description('The same, as its client id.')
param identityClientId string

@description('The storage account.')
param storageName string

@description('Its blob service, ending in a slash.')
param blobEndpoint string

@description('Its queue service.')
param queueEndpoint string

@description('Its table service.')
param tableEndpoint string

@description('Host name of the Event Hubs namespace.')
param hubHost string

@description('The vault, ending in a slash.')
param vaultUri string

@description('Where telemetry goes.')
param insightsConnectionString string

@description('MB of one instance.')
param instanceMemory int

@description('Most instances of a scaling group.')
param maximumInstances int

@description('Requests one instance works on at a time.')
param httpConcurrency int

@description('HTTP instances that always run.')
param warmHttp int

@description('Instances of SaveDue that always run.')
param warmSaves int

@description('How long clicks wait at most to be counted together.')
param countingDelay string

@description('Host names of links; the first is the deployment\'s own.')
param hostNames array

@description('Front Door\'s own id, which it puts into each request; empty: no Front Door.')
param edgeId string

@description('Settings that are secrets in the vault.')
param secretNames array

@description('Settings of the operator.')
param settings object

var connections = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__blobServiceUri: blobEndpoint
  AzureWebJobsStorage__queueServiceUri: queueEndpoint
  AzureWebJobsStorage__tableServiceUri: tableEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  EventHub__fullyQualifiedNamespace: hubHost
  EventHub__credential: 'managedidentity'
  EventHub__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
}
// In the place of host.json's, which suit one machine. As many as a batch may have start at once.
var batches = {
  AzureFunctionsJobHost__extensions__eventHubs__minEventBatchSize: '100'
  AzureFunctionsJobHost__extensions__eventHubs__maxWaitTime: countingDelay
}
// A young generation of 8 MiB: 9 MiB less per instance after 10,000 links, at the same pace (docs/performance.md). Hexadecimal; the runtime reads it from the environment only.
var memory = { DOTNET_GCgen0size: '800000' }
var ownAddress = empty(hostNames) ? {} : { App__PublicUrl: 'https://${hostNames[0]}' }
var otherDomains = toObject(range(1, max(length(hostNames), 1) - 1), number => 'App__Domains__${number - 1}', number => hostNames[number])
var fromEdge = empty(edgeId) ? {} : {
  App__CountryHeader: edgeHeaders.country
  App__HostHeader: edgeHeaders.host
}
var secrets = toObject(secretNames, name => name, name => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${replace(name, '__', '--')})')

var warm = concat(
  warmHttp > 0 ? [{ name: 'http', instanceCount: warmHttp }] : [],
  warmSaves > 0 ? [{ name: 'function:SaveDue', instanceCount: warmSaves }] : []
)

// Whoever knows the app's own host name would else pass by the firewall, and could say any country.
var onlyFromEdge = [
  {
    name: 'front-door'
    priority: 100
    action: 'Allow'
    tag: 'ServiceTag'
    ipAddress: 'AzureFrontDoor.Backend'
    headers: { 'x-azure-fdid': [edgeId] }
  }
]

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${suffix}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${suffix}'
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobEndpoint}${containers.packages}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'custom'
        version: '1.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: maximumInstances
        alwaysReady: warm
        triggers: { http: { perInstanceConcurrency: httpConcurrency } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ipSecurityRestrictions: empty(edgeId) ? [] : onlyFromEdge
      ipSecurityRestrictionsDefaultAction: empty(edgeId) ? 'Allow' : 'Deny'
      // The package is put through the site's other host name, with a token.
      scmIpSecurityRestrictionsUseMain: false
      appSettings: map(items(union(batches, memory, settings, secrets, ownAddress, otherDomains, fromEdge, connections)), setting => {
        name: setting.key
        value: setting.value
      })
    }
  }
}

// Passwords for putting packages, which nobody uses.
resource scmPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'scm'
  properties: { allow: false }
}

resource ftpPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'ftp'
  properties: { allow: false }
}

output id string = site.id
output host string = site.properties.defaultHostName
