targetScope = 'subscription'

metadata description = 'Smartlinks in one region of one subscription. What the parameters cost and when to turn them: docs/operations.md.'

@description('Name of the azd environment: prod or staging. Resources are named after it.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Region of everything that has one: westeurope or eastus2. Has to offer Flex Consumption.')
@minLength(1)
param location string

@description('Object id of who deploys, who may then write secrets into the vault: a person, or the identity of the deploying workflow.')
@minLength(1)
param deployerId string

@description('Whether a person or a workflow deploys.')
@allowed(['User', 'ServicePrincipal'])
param deployerType string = 'User'

@description('Memory of one instance in MB, and with it its share of a core. 2048: one core, room for the host beside an app of 190 MiB. 512: a quarter of the price and of the core; 4096 for heavier release nights.')
@allowed([512, 2048, 4096])
param instanceMemory int = 2048

@description('Most instances of the HTTP functions together, and of each other function. 40 is the lowest the platform takes, and 40 cores serve far above 100 million visits a month; 100 for more.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('Requests one instance of the HTTP functions works on at a time before another is started. 100: a visit is answered from memory, the API waits for storage. 16 is what the platform gives 2048 MB by itself.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 100

@description('HTTP instances that always run. 0: the first fan after a quiet time waits for a start. 1 costs about 21 USD a month at 2048 MB, and pays for itself from about 700,000 visits a month.')
@minValue(0)
@maxValue(20)
param warmHttp int = 0

@description('Instances of SaveDue that always run. 0: the first pre-saves of a release night wait for a start. 1 for a label whose releases are counted in seconds.')
@minValue(0)
@maxValue(20)
param warmSaves int = 0

@description('How storage is copied. Standard_ZRS: three zones of the region. Standard_LRS where the region has no zones; Standard_GZRS also in the paired region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageRedundancy string = 'Standard_ZRS'

@description('Throughput units of the event hub: 1 takes 1 MB or 1,000 events a second. 1 or 2.')
@minValue(1)
@maxValue(40)
param hubUnits int = 1

@description('Up to how many throughput units the hub grows by itself; it never shrinks by itself. 4, or as many as hubUnits for no growth.')
@minValue(1)
@maxValue(40)
param hubUnitsAtMost int = 4

@description('Partitions of the hub: how many aggregators count side by side. Fixed once the hub is made. 4 or 16.')
@minValue(1)
@maxValue(32)
param hubPartitions int = 4

@description('How long clicks wait at most to be counted together; a hundred in a partition never wait. 00:00:30 makes quiet hours cheap, 00:00:01 reports quick, 00:05:00 is for very little money.')
@allowed(['00:00:01', '00:00:30', '00:05:00'])
param countingDelay string = '00:00:30'

@description('Whether raw clicks are kept as Avro files in blob storage: false, or true for about 73 USD a month and throughput unit.')
param captureClicks bool = false

@description('Front Door before the app: none, Standard for domains, a rate limit and the visitor\'s country, Premium for managed WAF rules as well.')
@allowed(['none', 'Standard_AzureFrontDoor', 'Premium_AzureFrontDoor'])
param frontDoor string = 'none'

@description('Host names of links, with commas between: links.example, or go.label.example,links.label.example. The first is the deployment\'s own. Empty: the app\'s own host name.')
param domains string = ''

@description('Names of the settings whose values are secrets in the vault, with commas between: Stripe__SecretKey,Stripe__WebhookSecrets. The secret of A__B is called A--B. Sealing__Keys is always one.')
param secretSettings string = ''

@description('Further settings that are no secrets, by name: { Spotify__ClientId: \'…\' }, or {}. docs/configuration.md has them all.')
param settings object = {}

@description('Who is written to when an alert fires or the budget is reached: ops@label.example, or empty for nobody.')
param alertEmail string = ''

@description('Budget of a month in the currency of the subscription: 100, or 0 for none.')
@minValue(0)
param monthlyBudget int = 100

@description('GB of logs a day at which ingestion stops until the next day: 1, or 5 where release nights are large.')
@minValue(1)
param logCap int = 1

@description('First day of the month of this deployment, 2026-11-01 or 2026-12-01. Follows the clock; nobody sets it.')
param budgetStart string = utcNow('yyyy-MM-01')

var suffix = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var hasEdge = frontDoor != 'none'
var hostNames = empty(domains) ? [] : map(split(domains, ','), domain => toLower(trim(domain)))
var secretNames = concat(['Sealing__Keys'], empty(secretSettings) ? [] : map(split(secretSettings, ','), name => trim(name)))

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identities 'identities.bicep' = {
  name: 'identities'
  scope: group
  params: {
    suffix: suffix
    location: location
    tags: tags
    captureClicks: captureClicks
  }
}

module storage 'storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    suffix: suffix
    location: location
    tags: tags
    redundancy: storageRedundancy
    captureClicks: captureClicks
  }
}

module vault 'vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    suffix: suffix
    location: location
    tags: tags
  }
}

module hub 'hub.bicep' = {
  name: 'hub'
  scope: group
  params: {
    suffix: suffix
    location: location
    tags: tags
    units: hubUnits
    unitsAtMost: hubUnitsAtMost
    captureIdentityId: identities.outputs.captureId
  }
}

module logs 'logs.bicep' = {
  name: 'logs'
  scope: group
  params: {
    suffix: suffix
    location: location
    tags: tags
    cap: logCap
  }
}

module roles 'roles.bicep' = {
  name: 'roles'
  scope: group
  params: {
    appPrincipalId: identities.outputs.appPrincipalId
    capturePrincipalId: identities.outputs.capturePrincipalId
    deployerId: deployerId
    deployerType: deployerType
    storageName: storage.outputs.name
    hubNamespaceName: hub.outputs.namespaceName
    vaultName: vault.outputs.name
    insightsName: logs.outputs.insightsName
  }
}

// After the roles: the hub tries its capture destination when it is made.
module clicks 'clicks.bicep' = {
  name: 'clicks'
  scope: group
  params: {
    namespaceName: hub.outputs.namespaceName
    partitions: hubPartitions
    captureClicks: captureClicks
    captureIdentityId: identities.outputs.captureId
    captureStorageId: storage.outputs.id
  }
  dependsOn: [roles]
}

module edge 'edge.bicep' = if (hasEdge) {
  name: 'edge'
  scope: group
  params: {
    suffix: suffix
    tags: tags
    sku: frontDoor
  }
}

// After the roles: the app reads its package, its queues and its secrets with them.
module app 'app.bicep' = {
  name: 'app'
  scope: group
  params: {
    suffix: suffix
    location: location
    tags: tags
    identityId: identities.outputs.appId
    identityClientId: identities.outputs.appClientId
    storageName: storage.outputs.name
    blobEndpoint: storage.outputs.blobEndpoint
    queueEndpoint: storage.outputs.queueEndpoint
    tableEndpoint: storage.outputs.tableEndpoint
    hubHost: hub.outputs.host
    vaultUri: vault.outputs.uri
    insightsConnectionString: logs.outputs.connectionString
    instanceMemory: instanceMemory
    maximumInstances: maximumInstances
    httpConcurrency: httpConcurrency
    warmHttp: warmHttp
    warmSaves: warmSaves
    countingDelay: countingDelay
    hostNames: hostNames
    edgeId: hasEdge ? edge!.outputs.frontDoorId : ''
    secretNames: secretNames
    settings: settings
  }
  dependsOn: [roles, clicks]
}

module edgeRoutes 'edge-routes.bicep' = if (hasEdge) {
  name: 'edge-routes'
  scope: group
  params: {
    suffix: suffix
    tags: tags
    sku: frontDoor
    profileName: hasEdge ? edge!.outputs.profileName : ''
    originHost: app.outputs.host
    hostNames: hostNames
  }
}

module alerts 'alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    hubNamespaceId: hub.outputs.namespaceId
    edgeProfileId: hasEdge ? edge!.outputs.profileId : ''
    alertEmail: alertEmail
  }
}

module budget 'budget.bicep' = if (monthlyBudget > 0) {
  name: 'budget'
  scope: group
  params: {
    amount: monthlyBudget
    startsOn: budgetStart
    actionGroupId: alerts.outputs.actionGroupId
  }
}

@description('Where azd looks for the app.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Where the hook puts the sealing key, if there is none.')
output AZURE_KEY_VAULT_ENDPOINT string = vault.outputs.uri

@description('The app whose references to the vault the hook has read anew.')
output AZURE_FUNCTION_APP_ID string = app.outputs.id
