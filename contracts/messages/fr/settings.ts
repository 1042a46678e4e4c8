import type { settings as en } from '../en/settings.ts'

// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

export const settings: Readonly<Record<keyof typeof en, string>> = {
  'setting.host-port': 'sans le port\u202f; écrivez-le dans port',
  'setting.ip-version-host': 'est {given}, mais host est une adresse de version {version}',
  'setting.ip-version-url': 'est {given}, mais l’adresse dans url est de version {version}',
  'setting.server': '«\u00a0{server}\u00a0» n’est ni un hôte ni un hôte:port, comme 192.0.2.1:53',
  'setting.url': '«\u00a0{url}\u00a0» n’est pas une URL',
  'setting.https': 'demande une URL https',
  'setting.user-in-url': 'mettez l’utilisateur et le mot de passe dans username et password, où ils restent secrets',
  'setting.username-missing': 'est nécessaire avec password',
  'setting.two-credentials': 'est incompatible avec username et password',
  'setting.head-keyword': 'est HEAD, dont la réponse n’a pas de corps où chercher un mot-clé',
  'setting.header-name': 'n’est pas un nom d’en-tête',
  'setting.header-value': 'contient un caractère interdit dans un en-tête',
  'setting.header-reserved': 'est réglé par chaque contrôle lui-même\u202f; retirez-le',
  'setting.header-credentials': 'double bearer_token ou username\u202f; gardez-en un seul',

  'setting.condition': 'colonne\u00a0{column}\u00a0: {problem}',
  'setting.subject-missing': 'rien à comparer\u202f; il y a {names}',
  'setting.subject-unknown': '«\u00a0{word}\u00a0» est inconnu\u202f; il y a {names}',
  'setting.subject-meant':
    '«\u00a0{word}\u00a0» est inconnu (vouliez-vous dire «\u00a0{meant}\u00a0»\u202f?)\u202f; il y a {names}',
  'setting.header-unnamed': 'nommez l’en-tête\u00a0: header.content-type',
  'setting.path': 'un chemin continue par .name, [0] ou {example}',
  'setting.operator-missing': 'il manque un opérateur\u00a0: {names}',
  'setting.operator-unknown': '«\u00a0{word}\u00a0» n’est pas un opérateur\u202f; il y a {names}',
  'setting.operator-meant':
    '«\u00a0{word}\u00a0» n’est pas un opérateur (vouliez-vous dire «\u00a0{meant}\u00a0»\u202f?)\u202f; il y a {names}',
  'setting.value-missing': 'il manque une valeur\u00a0: un nombre, true, false, null ou {example}',
  'setting.value-unit': 'écrivez un nombre sans unité au lieu de {value}',
  'setting.value-unquoted': 'mettez le texte entre apostrophes\u00a0: {example}',
  'setting.value-several':
    '{value} n’est pas une valeur unique\u00a0: écrivez un nombre, true, false, null, {example} ou du JSON',
  'setting.expression-missing': 'matches attend une expression\u00a0: {example}',
  'setting.number-needed': '{operator} compare avec un nombre',
  'setting.operator-for-text': '{word} est un nombre, {operator} est pour le texte',
  'setting.number-quoted': '{word} se compare avec un nombre, sans apostrophes',
  'setting.expression-long': 'une expression a au plus {limit}\u00a0caractères',
  'setting.expression-large': 'l’expression est trop grande\u00a0: répétez moins',
  'setting.expression': 'expression invalide\u00a0: {problem}\u00a0: `{part}`',
}
