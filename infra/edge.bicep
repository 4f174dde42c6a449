metadata description = 'Front Door\'s profile. Its routes follow when the app is there; the app lets in only requests with its id.'

@description('Makes names unique.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Standard_AzureFrontDoor or Premium_AzureFrontDoor.')
param sku string

resource profile 'Microsoft.Cdn/profiles@2024-09-01' = {
  name: 'afd-${suffix}'
  location: 'global'
  tags: tags
  sku: { name: sku }
  properties: { originResponseTimeoutSeconds: 60 }
}

output profileId string = profile.id
output profileName string = profile.name
output frontDoorId string = profile.properties.frontDoorId
