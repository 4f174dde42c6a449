metadata description = 'What somebody has to look at. Each query looks for words the app writes; a test holds them against the code.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Where the logs are.')
param workspaceId string

@description('The Event Hubs namespace.')
param hubNamespaceId string

@description('Front Door\'s profile; empty: none.')
param edgeProfileId string

@description('Who is written to; empty: nobody.')
param alertEmail string

var logAlerts = [
  {
    name: 'poison'
    severity: 1
    every: 'PT15M'
    window: 'PT30M'
    threshold: 0
    title: 'A queue holds messages that nobody reads'
    query: 'AppTraces | where Message has "messages that nobody reads"'
    help: 'Messages failed five times, or were unreadable. docs/operations.md#poison tells how to look at them and put them back.'
  }
  {
    name: 'click-gap'
    severity: 1
    every: 'PT15M'
    window: 'PT15M'
    threshold: 0
    title: 'The click stream has a gap'
    query: 'AppTraces | where Message has_any ("were never delivered: their clicks are missing", "clicks of forgotten producers never reached", "A click was lost", "is no pack of clicks", "cannot be read after click")'
    help: 'Counts may be short. docs/operations.md#gap.'
  }
  {
    name: 'ledger'
    severity: 0
    every: 'PT1H'
    window: 'PT1H'
    threshold: 0
    title: 'A ledger does not add up'
    query: 'AppTraces | where Message has "does not add up"'
    help: 'The nightly proof found a balance that is not the sum of its entries. docs/operations.md#ledger.'
  }
  {
    name: 'pre-saves'
    severity: 2
    every: 'PT15M'
    window: 'PT1H'
    threshold: 0
    title: 'Pre-saves fail'
    query: 'AppTraces | where Message has "ended without the music" | extend failed = extract("([0-9]+) of [0-9]+ pre-saves", 1, Message, typeof(long)), ended = extract("of ([0-9]+) pre-saves", 1, Message, typeof(long)) | summarize failed = sum(failed), ended = sum(ended) | where failed >= 10 and failed * 5 > ended'
    help: 'Of the pre-saves that ended in an hour, more than a fifth and at least ten failed. docs/operations.md#pre-saves.'
  }
  {
    name: 'faults'
    severity: 1
    every: 'PT5M'
    window: 'PT15M'
    threshold: 20
    title: 'Requests are answered 5xx'
    query: 'AppTraces | where Message has_any ("A request failed", "Storage does not answer")'
    help: 'More than 20 requests in a quarter of an hour. Where Front Door is on, its share of 5xx answers is watched as well. docs/operations.md#faults.'
  }
  {
    name: 'keys'
    severity: 0
    every: 'PT15M'
    window: 'PT1H'
    threshold: 0
    title: 'Grants cannot be opened'
    query: 'AppTraces | where Message has "sealed under is not in the configuration"'
    help: 'A sealing key is missing: put it back into the secret Sealing--Keys. docs/operations.md#keys.'
  }
  {
    name: 'credentials'
    severity: 2
    every: 'PT15M'
    window: 'PT1H'
    threshold: 0
    title: 'A streaming service refuses our credentials'
    query: 'AppTraces | where Message has "refuses the credentials in configuration"'
    help: 'A secret ran out or was changed at the service. docs/operations.md#secrets.'
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'smartlinks'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'smartlinks'
    enabled: true
    emailReceivers: empty(alertEmail) ? [] : [
      {
        name: 'operator'
        emailAddress: alertEmail
        useCommonAlertSchema: true
      }
    ]
  }
}

resource onLogs 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: 'smartlinks-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.title
      description: alert.help
      enabled: true
      severity: alert.severity
      scopes: [workspaceId]
      evaluationFrequency: alert.every
      windowSize: alert.window
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: alert.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      autoMitigate: true
      // The tables of Application Insights come with the first telemetry.
      skipQueryValidation: true
      actions: { actionGroups: [people.id] }
    }
  }
]

resource hubRefuses 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'smartlinks-hub-refuses'
  location: 'global'
  tags: tags
  properties: {
    description: 'The hub is short of throughput units: clicks wait in journals and spill. Raise hubUnitsAtMost. docs/operations.md#limits.'
    enabled: true
    severity: 2
    scopes: [hubNamespaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'throttled'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.EventHub/namespaces'
          metricName: 'ThrottledRequests'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    autoMitigate: true
    actions: [{ actionGroupId: people.id }]
  }
}

resource edgeFails 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!empty(edgeProfileId)) {
  name: 'smartlinks-edge-5xx'
  location: 'global'
  tags: tags
  properties: {
    description: 'More than one answer in a hundred is 5xx, as fans see it. docs/operations.md#faults.'
    enabled: true
    severity: 1
    scopes: [edgeProfileId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'share'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Cdn/profiles'
          metricName: 'Percentage5XX'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 1
        }
      ]
    }
    autoMitigate: true
    actions: [{ actionGroupId: people.id }]
  }
}

output actionGroupId string = people.id
