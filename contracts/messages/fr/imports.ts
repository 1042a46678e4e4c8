import type { imports as en } from '../en/imports.ts'

// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

export const imports: Readonly<Record<keyof typeof en, string>> = {
  'import.kuma':
    'n’est pas une sauvegarde d’Uptime Kuma\u00a0: il n’a pas de «\u00a0monitorList\u00a0»\u202f; pour la version 2, donnez le fichier kuma.db à la commande «\u00a0{command}\u00a0»',
  'import.gatus': 'n’est pas une configuration de Gatus\u00a0: il n’a pas de liste «\u00a0endpoints\u00a0»',
  'import.statuspage': 'n’a ni «\u00a0components\u00a0» ni «\u00a0incidents\u00a0»',
  'import.no-services': 'n’a pas de liste «\u00a0services\u00a0»',
  'import.complex': 'est imbriqué trop profondément ou contient trop de valeurs',
  'import.long': 'fait plus de {limit}\u00a0caractères',
  'import.entries': 'contient plus de {limit}\u00a0entrées',
  'import.json': 'n’est pas du JSON valide\u00a0: ligne\u00a0{line}, colonne\u00a0{column}',
  'import.json-object': 'n’est pas un objet JSON',
  'import.yaml': 'n’est pas du YAML valide\u00a0: {mistakes}',
  'import.yaml-line': 'ligne\u00a0{line}\u00a0: {problem}',
  'import.yaml-hint': 'ligne\u00a0{line}\u00a0: {problem} ({hint})',

  'import.alerting': 'alerting n’est pas repris\u00a0: nommez vos canaux sous «\u00a0notifications\u00a0»',
  'import.notifications':
    'les notifications ne sont pas reprises\u00a0: nommez vos canaux sous «\u00a0notifications\u00a0» dans vigie.yaml',
  'import.section': '«\u00a0{name}\u00a0» n’est pas repris',
  'import.services-only': 'seuls les services sont repris\u202f; reste pour vigie.yaml\u00a0: {names}',

  'import.watched': 'déjà surveillé',
  'import.name-twice': 'un autre porte ce nom dans le fichier',
  'import.no-service': 'ce n’est pas un service',
  'import.no-endpoint': 'ce n’est pas un point d’accès',
  'import.group': 'les groupes sont des titres ici',
  'import.no-kind': 'aucun contrôle ne correspond à «\u00a0{kind}\u00a0» ici',
  'import.no-address': '«\u00a0{url}\u00a0» n’est pas une adresse',
  'import.off': 'désactivé là-bas, en pause ici',
  'import.paused': 'en pause là-bas, et ici',
  'import.upside-down': 'il est inversé\u00a0: rien ici n’est en bon état quand sa cible ne l’est pas',
  'import.alerts': 'ses alertes sont laissées de côté',
  'import.graphql': 'son corps est envoyé tel quel\u00a0: mettez-le vous-même sous la forme {example}',
  'import.condition': 'la condition «\u00a0{condition}\u00a0» n’a pas d’équivalent ici\u00a0: laissée de côté',
  'import.query': 'sa requête «\u00a0{path}\u00a0» est laissée de côté\u00a0: écrivez-la comme condition',
  'import.heartbeat': 'son adresse est une autre ici\u00a0: GET /api/v1/heartbeats/<token>',
  'import.host-missing': 'aucun hôte n’est nommé',
  'import.address-missing': 'aucune adresse n’est nommée',
  'import.sign-in': 'son authentification ({method}) est laissée de côté',
  'import.headers': 'ses en-têtes ne sont pas du JSON\u00a0: laissés de côté',

  'import.component-there': 'un composant porte déjà ce nom',
  'import.incident-there': 'déjà importé',
  'import.no-incident': 'ce n’est pas un incident de Statuspage',
  'import.planned': 'c’était une maintenance prévue',
  'import.no-start': 'son début n’est pas indiqué',
  'import.not-over': 'pas encore terminé',
}
