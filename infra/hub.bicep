metadata description = 'The Event Hubs namespace. The hub itself follows in clicks.bicep, when its roles are there.'

@description('Makes names unique.')
param suffix string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Throughput units.')
param units int

@description('Up to how many it grows.')
param unitsAtMost int

@description('Who writes raw clicks to blob storage; empty: nobody.')
param captureIdentityId string

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'evhns-${suffix}'
  location: location
  tags: tags
  // Basic keeps events for one day; what counts exactly needs longer to be mended in.
  sku: {
    name: 'Standard'
    tier: 'Standard'
    capacity: units
  }
  identity: empty(captureIdentityId) ? { type: 'None' } : {
    type: 'UserAssigned'
    userAssignedIdentities: { '${captureIdentityId}': {} }
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Enabled'
    isAutoInflateEnabled: unitsAtMost > units
    maximumThroughputUnits: unitsAtMost > units ? unitsAtMost : 0
  }
}

output namespaceId string = namespace.id
output namespaceName string = namespace.name
// The endpoint is https://{namespace}.{suffix of this cloud}:443/.
output host string = replace(replace(namespace.properties.serviceBusEndpoint, 'https://', ''), ':443/', '')
