import type { edge as english } from '../en/edge.ts'

export const edge: Readonly<Record<keyof typeof english, string>> = {
  'edge.alarm': '{metric} de {object} ({client})\u00a0: {reason}',
  'edge.alarm-over': '{metric} de {object} ({client}) est revenu à la normale',
  'edge.link-silent': 'l’edge {edge} ne donne plus signe de vie',
  'edge.link-back': 'l’edge {edge} est de nouveau joignable',
  'edge.source-status': 'HTTP\u00a0{status}',
  'edge.source-late': 'pas de réponse en {time}',
  'edge.source-no-json': 'la réponse n’est pas du JSON',
  'edge.source-shape': 'la réponse n’a aucune des formes connues',
  'edge.source-not-stored': 'ce qu’elle dit n’a pas pu être enregistré',
  'edge.topic-names-no-client':
    'ne nomme aucun client\u00a0: le topic doit avoir un niveau pour le client, ou client le dit',
  'edge.column-length': 'doit avoir {length, plural, one {# valeur} other {# valeurs}}',
}
