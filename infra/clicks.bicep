metadata description = 'The hub clicks go to, and who reads it.'

import { clickHub, countingGroup, containers } from 'names.bicep'

@description('The namespace.')
param namespaceName string

@description('Partitions, fixed once the hub is made.')
param partitions int

@description('Whether raw clicks are kept.')
param captureClicks bool

@description('Who writes them.')
param captureIdentityId string

@description('The account they are written to.')
param captureStorageId string

// The longest the Standard tier keeps events. Clicks__RememberProducers has to be longer.
var keptHours = 168

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: namespaceName
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = {
  parent: namespace
  name: clickHub
  properties: {
    partitionCount: partitions
    retentionDescription: {
      cleanupPolicy: 'Delete'
      retentionTimeInHours: keptHours
    }
    captureDescription: captureClicks ? {
      enabled: true
      encoding: 'Avro'
      intervalInSeconds: 300
      sizeLimitInBytes: 104857600
      skipEmptyArchives: true
      destination: {
        name: 'EventHubArchive.AzureBlockBlob'
        identity: {
          type: 'UserAssigned'
          userAssignedIdentity: captureIdentityId
        }
        properties: {
          storageAccountResourceId: captureStorageId
          blobContainer: containers.capture
          archiveNameFormat: '{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}'
        }
      }
    } : null
  }
}

resource counting 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = {
  parent: hub
  name: countingGroup
  properties: {}
}
