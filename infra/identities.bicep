metadata description = 'Who the app and the hub are. Made first, so that they have their roles before anything runs.'

@description('Makes names unique.')
param suffix string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Whether the hub writes raw clicks to blob storage.')
param captureClicks bool

resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-app-${suffix}'
  location: location
  tags: tags
}

// Of its own: what writes raw clicks may do nothing else.
resource capture 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = if (captureClicks) {
  name: 'id-capture-${suffix}'
  location: location
  tags: tags
}

output appId string = app.id
output appPrincipalId string = app.properties.principalId
output appClientId string = app.properties.clientId
output captureId string = captureClicks ? capture!.id : ''
output capturePrincipalId string = captureClicks ? capture!.properties.principalId : ''
