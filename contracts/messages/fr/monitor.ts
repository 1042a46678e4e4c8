import type { monitor as english } from '../en/monitor.ts'

export const monitor: Readonly<Record<keyof typeof english, string>> = {
  'monitor.down': '{name} est en panne\u00a0: {reason}',
  'monitor.degraded': '{name} fonctionne en mode dégradé\u00a0: {reason}',
  'monitor.unknown': '{name} ne peut pas être observé\u00a0: {reason}',
  'monitor.up': '{name} fonctionne',
  'monitor.flapping': '{name} alterne trop souvent entre marche et panne',
  'monitor.offline': 'Vigie n’a plus de connexion\u00a0: aucun service ne répond, et {reason}',
  'monitor.online': 'Vigie a de nouveau une connexion',
  'monitor.not-storing': 'Vigie ne peut plus enregistrer les résultats\u00a0: {reason}',
  'monitor.storing': 'Vigie enregistre de nouveau les résultats',
  'monitor.disk-low': 'Vigie ne pourra bientôt plus rien enregistrer\u00a0: {reason}',
  'monitor.disk-free': 'Vigie a de nouveau de la place sur son disque',
}
