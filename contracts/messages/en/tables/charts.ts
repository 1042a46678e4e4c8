/** What stands in the pictures of charts, and on their pages. */
export const charts = {
  empty: 'No data yet',
  title: 'Charts',
  lead: 'Numbers that we measure, or that others publish.',
  back: 'All charts',
  latest: 'Latest value',
  table: 'Values as a table',
  time: 'Time',
  legend: 'Series',
  data: 'Data:',
  embed: 'To show this chart in another site:',
  drawn: 'Latest data:',
}
export type ChartMessages = typeof charts
