// What the app names in code (src/Shared/StorageNames.cs, the function.json files). A test holds both lists against each other.

@export()
@description('Tables of the storage account.')
var tables = [
  'links'
  'organizationLinks'
  'organizations'
  'entitlements'
  'releases'
  'reviews'
  'dueLookUps'
  'artwork'
  'servicePaces'
  'serviceTokens'
  'serviceSightings'
  'clickStreams'
  'clickRollups'
  'preSaves'
  'preSaveSlots'
  'releaseMoments'
  'fanPreSaves'
  'reminders'
  'rehearsals'
  'fanGrants'
  'fans'
  'mailCounts'
  'billing'
  'stripeEvents'
  'credits'
  'waitingLinks'
  'people'
  'sessions'
  'sharedSecrets'
  'recordJobs'
]

@export()
@description('Queues that a function reads. Each has a -poison companion, which the host would make with the first message that fails five times.')
var queues = [
  'releases-to-resolve'
  'saves-due'
  'reminders-due'
  'nudges-due'
  'grants-to-renew'
  'links-to-rehearse'
  'mails-to-send'
  'stripe-events'
  'credits-to-spend'
  'record-jobs'
  'clicks-spilled'
]

@export()
@description('Queues that no function reads.')
var unreadQueues = [
  'clicks-unreadable'
]

@export()
@description('The event hub clicks go to.')
var clickHub = 'clicks'

@export()
@description('Under which the aggregator reads the hub. $Default stays free for a person who looks.')
var countingGroup = 'counting'

@export()
@description('Blob containers: the deployed package, and the hub\'s raw events where they are captured.')
var containers = {
  packages: 'packages'
  capture: 'captured-clicks'
}

@export()
@description('Headers in which Front Door passes what only it knows. The app is told their names in App__CountryHeader and App__HostHeader.')
var edgeHeaders = {
  country: 'X-Visitor-Country'
  host: 'X-Visitor-Host'
}
