metadata description = 'The vault of the sealing key, Stripe\'s and the services\' secrets. The template writes none: docs/adr/0019.'

@description('Makes names unique.')
param suffix string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-${suffix}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    // Without the sealing key every grant is lost: not even an owner can empty the vault before the 90 days are over.
    enablePurgeProtection: true
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Allow'
    }
  }
}

output name string = vault.name
output uri string = vault.properties.vaultUri
