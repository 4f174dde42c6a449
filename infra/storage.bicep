metadata description = 'One account for all that is stored: tables, queues, the deployed package, and raw clicks where they are captured. No keys: identities only.'

import { tables, queues, unreadQueues, containers } from 'names.bicep'

@description('Makes names unique.')
param suffix string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('How the account is copied.')
param redundancy string

@description('Whether the hub writes raw clicks here.')
param captureClicks bool

var keptAfterDeletion = 14

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'st${suffix}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Allow'
    }
  }
}

// Tables and queues know no soft delete: nobody deletes the account by accident.
resource kept 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'All that Smartlinks knows is in here. Tables cannot be restored: docs/operations.md.'
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: {
      enabled: true
      days: keptAfterDeletion
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: keptAfterDeletion
    }
  }
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: containers.packages
  properties: { publicAccess: 'None' }
}

resource captured 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = if (captureClicks) {
  parent: blobs
  name: containers.capture
  properties: { publicAccess: 'None' }
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource allTables 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = [
  for table in tables: {
    parent: tableService
    name: table
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource readQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [
  for queue in queues: {
    parent: queueService
    name: queue
  }
]

resource poisonQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [
  for queue in queues: {
    parent: queueService
    name: '${queue}-poison'
  }
]

resource otherQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [
  for queue in unreadQueues: {
    parent: queueService
    name: queue
  }
]

output id string = account.id
output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output queueEndpoint string = account.properties.primaryEndpoints.queue
output tableEndpoint string = account.properties.primaryEndpoints.table
