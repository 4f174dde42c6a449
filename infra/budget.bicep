metadata description = 'Says when the month becomes dear. It stops nothing.'

@description('In the currency of the subscription.')
param amount int

@description('First day of a month.')
param startsOn string

@description('Who is told.')
param actionGroupId string

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: 'smartlinks'
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: startsOn }
    notifications: {
      most: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: []
        contactGroups: [actionGroupId]
      }
      foreseen: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: []
        contactGroups: [actionGroupId]
      }
    }
  }
}
