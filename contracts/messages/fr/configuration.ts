import type { configuration as en } from '../en/configuration.ts'

// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

export const configuration: Readonly<Record<keyof typeof en, string>> = {
  'configuration.reference': '«\u00a0{reference}\u00a0» n’est ni hôte:port ni une URL',
  'configuration.name-twice': '«\u00a0{name}\u00a0» sert deux fois\u202f; les noms doivent différer',
  'configuration.name-alike':
    '«\u00a0{name}\u00a0» se lit comme «\u00a0{other}\u00a0» dans une adresse ({slug})\u202f; les noms doivent différer',
  'configuration.name-own':
    '«\u00a0{name}\u00a0» se lit comme la vigie elle-même dans une adresse ({slug})\u202f; les noms doivent différer',
  'configuration.name-watched':
    '«\u00a0{name}\u00a0» est déjà surveillé par un contrôle créé par l’API\u202f; supprimez celui-là, ou renommez celui-ci',
  'configuration.token-twice': 'est aussi le jeton de «\u00a0{owner}\u00a0»',
  'configuration.slow':
    'la panne d’une cible qui ne répond plus est signalée au bout de {slowest}\u00a0s au pire (interval {interval}\u00a0s + timeout {timeout}\u00a0s + 4\u00a0s)',

  'configuration.channel-name': 'est déjà le nom de {other}',
  'configuration.no-group': 'ne convient pas à {kind}, qui reçoit chaque chose séparément',
  'configuration.no-quiet-hours': 'ne conviennent pas à {kind}, que personne ne lit',
  'configuration.same-time': 'doit être une autre heure que from',
  'configuration.cannot-send': 'ne peut pas envoyer\u00a0: {reason}',
  'configuration.no-component': '«\u00a0{name}\u00a0» n’est pas un composant de ce fichier',
  'configuration.no-such-group': '«\u00a0{name}\u00a0» n’est pas un groupe de ce fichier',
  'configuration.slack-channel': 'manque\u202f; attendu\u00a0: un canal comme «\u00a0#alerts\u00a0»',
  'configuration.smtp': 'demande username et password ensemble, ou aucun des deux',
  'configuration.no-channel': '«\u00a0{name}\u00a0» n’est pas un canal',

  'configuration.session-idle': 'dépasse «\u00a0lifetime\u00a0»',
  'configuration.admin-password': 'demande aussi «\u00a0admin_password\u00a0»',
  'configuration.oidc-url': 'demande «\u00a0public_url\u00a0», où le fournisseur renvoie les gens',
  'configuration.oidc-https': 'doit être en https\u00a0: qui écoute pourrait se connecter à la place de n’importe qui',

  'configuration.provider-unknown': 'nomme «\u00a0{id}\u00a0», qui ne figure pas parmi les fournisseurs',
  'configuration.provider-there': '«\u00a0{id}\u00a0» est déjà suivi par l’API\u202f; supprimez-le d’abord là-bas',

  'configuration.made-by-api': '«\u00a0{name}\u00a0» a déjà été créé par l’API\u202f; supprimez-le d’abord là-bas',
  'configuration.name-there': 'un autre s’appelle «\u00a0{name}\u00a0»',
  'configuration.edge-key': '«\u00a0{name}\u00a0» a une clé qui est déjà attribuée',
  'configuration.no-time-zone': '«\u00a0{name}\u00a0» n’est pas un fuseau horaire',
  'configuration.no-limit': 'demande max, min ou les deux',
  'configuration.limits': 'dépasse max',

  'expects.matrix-room': 'l’identifiant d’un salon, comme !abc:example.org',
  'expects.topic': 'des lettres, des chiffres, - et _, 64 au plus',
  'expects.phone': 'un numéro comme +33612345678',
  'expects.ascii-line': 'un texte en ASCII, sur une ligne',
  'expects.email': 'une adresse e-mail, comme ops@example.com',
  'expects.web-url': 'une URL http ou https',
  'expects.time-of-day': 'une heure comme 22:00',
}
