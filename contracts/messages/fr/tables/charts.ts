import type { ChartMessages } from '../../en/tables/charts.ts'

export const charts: ChartMessages = {
  empty: 'Pas encore de données',
}
