import type { ChartMessages } from '../../en/tables/charts.ts'

export const charts: ChartMessages = {
  empty: 'Pas encore de données',
  title: 'Graphiques',
  lead: 'Des valeurs que nous mesurons, ou que d’autres publient.',
  back: 'Tous les graphiques',
  latest: 'Dernière valeur',
  table: 'Les valeurs en tableau',
  time: 'Heure',
  legend: 'Séries',
  data: 'Données\u00a0:',
  embed: 'Pour afficher ce graphique sur un autre site\u00a0:',
  drawn: 'Dernières données\u00a0:',
}
