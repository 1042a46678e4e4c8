import type { conditionCatalogue } from '../../../../kit/messages/condition-catalogue.ts'

export const conditions: Readonly<Record<keyof typeof conditionCatalogue, string>> = {
  'condition.body-long': 'le corps dépasse 1\u00a0Mio',
  'condition.false': '{condition} n’est pas vérifié ({found})',
  'condition.missing': '{name} est absent',
  'condition.no-body': 'il n’y a pas de corps',
  'condition.no-field': 'le corps n’a pas de {path}',
  'condition.no-header': 'la réponse n’a pas d’en-tête {name}',
  'condition.not-json': 'le corps n’est pas du JSON\u00a0: {text}',
  'condition.was': 'valeur\u00a0: {value}',
  'setting.condition': 'colonne\u00a0{column}\u00a0: {problem}',
  'setting.expression': 'expression invalide\u00a0: {problem}\u00a0: `{part}`',
  'setting.expression-large': 'l’expression est trop grande\u00a0: répétez moins',
  'setting.expression-long': 'une expression a au plus {limit}\u00a0caractères',
  'setting.expression-missing': 'matches attend une expression\u00a0: {example}',
  'setting.header-unnamed': 'nommez l’en-tête\u00a0: header.content-type',
  'setting.number-needed': '{operator} compare avec un nombre',
  'setting.number-quoted': '{word} se compare avec un nombre, sans apostrophes',
  'setting.operator-for-text': '{word} est un nombre, {operator} est pour le texte',
  'setting.operator-meant':
    '«\u00a0{word}\u00a0» n’est pas un opérateur (vouliez-vous dire «\u00a0{meant}\u00a0»\u202f?)\u202f; il y a {names}',
  'setting.operator-missing': 'il manque un opérateur\u00a0: {names}',
  'setting.operator-unknown': '«\u00a0{word}\u00a0» n’est pas un opérateur\u202f; il y a {names}',
  'setting.path': 'un chemin continue par .name, [0] ou {example}',
  'setting.subject-meant':
    '«\u00a0{word}\u00a0» est inconnu (vouliez-vous dire «\u00a0{meant}\u00a0»\u202f?)\u202f; il y a {names}',
  'setting.subject-missing': 'rien à comparer\u202f; il y a {names}',
  'setting.subject-unknown': '«\u00a0{word}\u00a0» est inconnu\u202f; il y a {names}',
  'setting.value-missing': 'il manque une valeur\u00a0: un nombre, true, false, null ou {example}',
  'setting.value-several':
    '{value} n’est pas une valeur unique\u00a0: écrivez un nombre, true, false, null, {example} ou du JSON',
  'setting.value-unit': 'écrivez un nombre sans unité au lieu de {value}',
  'setting.value-unquoted': 'mettez le texte entre apostrophes\u00a0: {example}',
}
