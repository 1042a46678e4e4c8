import type { timelines as english } from '../en/timelines.ts'

export const timelines: Readonly<Record<keyof typeof english, string>> = {
  'incident.down': '{name} est en panne',
  'incident.degraded': '{name} fonctionne en mode dégradé',
  'incident.down-again': '{name} est de nouveau en panne',
  'incident.degraded-again': '{name} fonctionne de nouveau en mode dégradé',
  'incident.still-degraded': '{name} répond de nouveau, mais en mode dégradé',
  'incident.back': '{name} fonctionne de nouveau',
  'incident.flapping':
    '{name} alterne trop souvent entre marche et panne\u202f; l’incident reste ouvert jusqu’au retour à la stabilité',
  'incident.stable': '{name} est de nouveau stable, mais ne fonctionne toujours pas normalement',
  'incident.unwatched': 'La surveillance de {name} a pris fin',
  'incident.acknowledged': 'Pris en charge par {by}',
  'incident.reopened': 'Réouvert',
  'incident.end-unknown': 'L’heure de la fin n’est pas connue',
  'incident.investigating': 'Analyse en cours',
  'incident.identified': 'Cause identifiée',
  'incident.monitoring': 'Rétablissement sous surveillance',
  'incident.resolved': 'Résolu',
  'incident.assigned': 'Confié à {name}',
  'incident.unassigned': 'Confié à personne',
  'incident.role': '{role}\u00a0: {name}',
  'incident.role-commander': 'Responsable de l’incident',
  'incident.role-communications': 'Communication',
  'incident.nobody': 'personne',
  'incident.deleted-user': 'utilisateur supprimé',
  'incident.merged': 'Fait désormais partie de {number}',
  'incident.absorbed': '{number} fait désormais partie de cet incident\u00a0: {title}',
  'incident.linked': 'Lié à {number}',
  'incident.unlinked': 'N’est plus lié à {number}',
  'incident.postmortem': 'Le post-mortem a été rédigé',
  'incident.clock': 'L’horloge a été réglée de {seconds}\u00a0s\u202f; les heures de cet incident ont suivi',

  'cause.trouble': 'probablement causé par {name}',
  'cause.trouble-since': 'probablement causé par {name}, depuis {since}',
  'cause.flag': 'le drapeau {name} a été modifié par {by} à {at}',

  'lease.active': 'La variante «\u00a0{variant}\u00a0» est imposée au drapeau {flag} pendant cet incident',
  'lease.restored': 'Le drapeau {flag} suit de nouveau sa définition',
  'lease.asking':
    '{by} a modifié le drapeau {flag} alors qu’il était imposé\u00a0: il reste à «\u00a0{variant}\u00a0» jusqu’à ce que quelqu’un le rende',
  'lease.released': '{by} a rendu le drapeau {flag} à sa définition',
  'lease.dry_run': 'Essai à blanc\u00a0: la variante «\u00a0{variant}\u00a0» serait imposée au drapeau {flag}',
  'lease.refused':
    'La variante «\u00a0{variant}\u00a0» n’est pas imposée au drapeau {flag}\u00a0: trop de drapeaux l’ont été depuis une heure',
}
