/** What stands in the pictures of charts. */
export const charts = {
  empty: 'No data yet',
}
export type ChartMessages = typeof charts
