/** What the public pages say in English; `pages.fr.ts` says the same. Plain text: who shows it escapes it. */
export const en = {
  title: 'Service status',
  otherLanguage: 'Français',
  colon: ': ',

  sentence: {
    nothing: 'Nothing is watched yet',
    operational: 'All systems operational',
    incident: (title: string) => `Incident in progress: ${title}`,
    major_outage: (who: string, count: number) => `${who} ${count === 1 ? 'is' : 'are'} down`,
    partial_outage: (who: string, count: number) => `${who} ${count === 1 ? 'has' : 'have'} an outage`,
    degraded_performance: (who: string, count: number) => `${who} ${count === 1 ? 'is' : 'are'} degraded`,
    under_maintenance: (who: string, count: number) => `${who} ${count === 1 ? 'is' : 'are'} under maintenance`,
    unknown: (who: string, _count: number) => `The state of ${who} is unknown`,
    unknownAll: 'The state of our services is unknown',
  },
  services: (count: number) => (count === 1 ? '1 service' : `${count} services`),
  operationalOf: (operational: number, total: number) => `${operational} of ${total} services operational`,
  watched: (total: number) =>
    total === 1 ? '1 service watched, no open incident' : `${total} services watched, no open incident`,

  status: {
    operational: 'Operational',
    degraded_performance: 'Degraded',
    partial_outage: 'Partial outage',
    major_outage: 'Major outage',
    under_maintenance: 'Under maintenance',
    unknown: 'Unknown',
  },
  impact: { none: 'No impact', minor: 'Minor impact', major: 'Major impact', critical: 'Critical impact' },
  phase: {
    investigating: 'Investigating',
    identified: 'Identified',
    monitoring: 'Monitoring',
    resolved: 'Resolved',
  },
  entry: {
    opened: 'Opened',
    detected: 'Detected',
    acknowledged: 'Acknowledged',
    reopened: 'Reopened',
    flapping: 'Unstable',
    update: 'Update',
  },

  openIncidents: 'Open incidents',
  moreOpen: (count: number) => (count === 1 ? 'and 1 more open incident' : `and ${count} more open incidents`),
  allUpdates: 'All updates',
  recentIncidents: (days: number) => `Incidents of the last ${days} days`,
  noRecentIncidents: (days: number) => `No incident in the last ${days} days.`,
  moreRecent: (count: number) => (count === 1 ? 'and 1 earlier incident' : `and ${count} earlier incidents`),
  components: 'Services',
  otherComponents: 'Other services',
  since: 'since',
  ongoingFor: (duration: string) => `ongoing for ${duration}`,
  lasted: (duration: string) => `lasted ${duration}`,
  suspected: 'Possibly affected',

  incident: {
    started: 'Started',
    resolved: 'Resolved',
    duration: 'Duration',
    affected: 'Affected services',
    timeline: 'Timeline',
    noUpdates: 'Nothing has been said yet.',
    back: 'All services',
  },

  menu: { status: 'Status', history: 'History' },

  history: {
    title: 'Incident history',
    all: 'Incident history',
    count: (count: number) => (count === 1 ? '1 incident' : `${count} incidents`),
    none: 'No incident.',
    more: (count: number) => (count === 1 ? 'and 1 more incident' : `and ${count} more incidents`),
    pages: 'Earlier and later months',
    earlier: 'Earlier',
    later: 'Later',
  },

  feed: { title: 'Incidents', subtitle: 'Incidents and what is said of them' },

  calendar: { title: 'Planned maintenance' },

  badge: { status: 'status' },

  bars: {
    daysAgo: (days: number) => (days === 1 ? '1 day ago' : `${days} days ago`),
    today: 'Today',
    uptime: (percent: string) => `${percent} uptime`,
    noData: 'no data yet',
    label: (days: number, trouble: string) => `The last ${days} days: ${trouble}.`,
    quiet: 'no trouble known',
    down: (days: number) => (days === 1 ? '1 day with an outage' : `${days} days with an outage`),
    degraded: (days: number) => (days === 1 ? '1 degraded day' : `${days} degraded days`),
    maintenance: (days: number) => (days === 1 ? '1 day with maintenance' : `${days} days with maintenance`),
    unknown: (days: number) => (days === 1 ? '1 day without data' : `${days} days without data`),
    table: (name: string) => `Uptime of ${name}, day by day`,
    day: 'Day',
    ratio: 'Uptime',
    events: 'What happened',
    span: (days: number) => `${days} days`,
    nothing: 'No trouble',
    unseen: 'No data',
    seconds: {
      down_s: 'down',
      degraded_s: 'degraded',
      maintenance_s: 'maintenance',
      unknown_s: 'unknown',
    },
  },
  legend: {
    title: 'How to read the bars',
    up: 'Up',
    degraded: 'Degraded',
    down: 'Down',
    maintenance: 'Maintenance',
    unknown: 'Unknown',
    rule: 'Uptime is (up + degraded) ÷ (up + degraded + down), counted in seconds. Maintenance and time that nobody watched are in neither. Each bar is a day; its coloured foot is the share of the day, and never too small to see.',
    zone: (zone: string) => `Days begin at midnight in ${zone}.`,
  },

  footer: {
    updated: 'Updated',
    times: (zone: string) => `Times are in ${zone}.`,
    api: 'API',
  },

  notFound: {
    title: 'Page not found',
    sentence: 'There is no such page',
    explain: 'The address is mistyped, or what was here is gone.',
    back: 'Show the status of our services',
  },

  firstRun: {
    welcome: 'Vigie is running. Tell it what to look after, in three steps.',
    write: 'Write a file',
    writeWhat: 'Put this into vigie.yaml, in the folder where you started Vigie, with your own addresses:',
    example: { website: 'Website', database: 'Database', backup: 'Nightly backup' },
    check: 'Try it',
    checkWhat: 'The first command names every mistake with its line, the second checks each service once:',
    restart: 'Let it watch',
    restartWhat: 'Later, saving the file is enough. This once, stop Vigie with Ctrl-C and start it again:',
    afterwards: 'Then load this page again: each service has its line here, and a failing one opens an incident.',
  },
}

export type PagesMessages = typeof en
