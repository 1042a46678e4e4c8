import type { functions as english } from '../en/functions.ts'

export const functions: Readonly<Record<keyof typeof english, string>> = {
  'functions.lint.twice': 'la fonction «\u00a0{name}\u00a0» est déjà décrite, dans {place}',
  'functions.lint.no-file': 'ce fichier ne peut pas être lu',
  'functions.lint.no-functions': 'aucune fonction n’est décrite ici\u00a0: faas-cli ne déploie rien',
  'functions.lint.unknown-top':
    '«\u00a0{key}\u00a0» n’est pas une clé d’un fichier de pile\u00a0: OpenFaaS l’ignore sans un mot',
  'functions.lint.unknown-key':
    '«\u00a0{key}\u00a0» n’est pas une clé d’une fonction\u00a0: OpenFaaS l’ignore sans un mot, et {name} est déployée sans elle',
  'functions.lint.provider': 'le fournisseur manque ou n’est pas openfaas\u00a0: faas-cli refuse le fichier',
  'functions.lint.name':
    '«\u00a0{name}\u00a0» n’est pas un nom de fonction\u00a0: Kubernetes accepte des minuscules, des chiffres et des tirets, 63 au plus',
  'functions.lint.no-handler':
    '«\u00a0{name}\u00a0» doit avoir lang et handler\u00a0: sans eux, il n’y a rien à construire',
  'functions.lint.no-mapping': '{key} doit associer des noms à des textes',
  'functions.lint.no-text': '{key} doit être un texte',
  'functions.lint.no-list': '{key} doit être une liste',
  'functions.lint.no-environment-file': 'le fichier d’environnement {name} n’existe pas\u00a0: faas-cli s’arrête',
  'functions.lint.no-schedule':
    '{name} a le sujet cron-function et pas d’horaire\u00a0: elle ne s’exécute jamais d’elle-même',
  'functions.lint.no-topic':
    '{name} a un horaire et pas de sujet\u00a0: le connecteur cron ne la regarde pas, elle ne s’exécute jamais d’elle-même',
  'functions.lint.other-topic':
    '{name} a le sujet {topic}\u00a0: le connecteur cron ne regarde que cron-function, son horaire ne se déclenche jamais',
  'functions.lint.never':
    'l’horaire «\u00a0{cron}\u00a0» n’arrive jamais\u00a0: OpenFaaS l’accepte et n’appelle jamais',
  'functions.lint.bad-cron':
    'l’horaire «\u00a0{cron}\u00a0» ({time_zone}) ne peut pas être lu ({cause})\u00a0: le connecteur cron le saute sans un mot',
  'functions.lint.utc':
    'l’horaire «\u00a0{cron}\u00a0» ne nomme pas de fuseau\u00a0: OpenFaaS le lit en UTC, à une ou deux heures de Paris',
  'functions.lint.several-schedules': 'plusieurs horaires dans une annotation ne sont lus que par OpenFaaS Pro',
  'functions.lint.unknown-annotation':
    'l’annotation «\u00a0{key}\u00a0» est inconnue d’OpenFaaS\u00a0: elle est ignorée',
  'functions.lint.unknown-event': '« {name} » n’est pas un événement : {names} en sont',
  'functions.lint.condition': 'la condition de vigie.when ne peut pas être lue : {problem}',
  'functions.lint.pro-only': '«\u00a0{key}\u00a0» n’est lu que par OpenFaaS Pro\u202f; ici, elle compte aussi',
  'functions.lint.secret':
    '{key} de {name} est un secret écrit dans le fichier de pile\u00a0: quiconque lit le dépôt le possède',
  'functions.lint.language':
    'aucun exécuteur pour «\u00a0{lang}\u00a0»\u00a0: {name} est exportée et ne s’exécute pas ici',
  'functions.lint.no-folder': 'le dossier {folder} de {name} n’existe pas',
  'functions.lint.no-handler-file': '{file} n’existe pas',
  'functions.lint.too-many': '{count} fonctions\u00a0: l’édition gratuite d’OpenFaaS en exécute {most}',
  'functions.lint.success':
    'une erreur est répondue comme un succès (200)\u00a0: personne ne réessaie, ne la compte ni ne la signale',
  'functions.lint.throw': 'ce qui est levé est répondu par 200 dans le modèle Node d’OpenFaaS\u202f; ici, c’est un 500',
  'functions.lint.fixed-output':
    'la sortie porte toujours le même nom\u00a0: l’exécution suivante l’écrase, et un lecteur peut n’en voir que la moitié',
  'functions.lint.password': 'un mot de passe ou une clé est écrit dans le code',
  'functions.lint.host-key': 'tout serveur est accepté\u00a0: qui se place entre les deux lit le mot de passe',
  'functions.mend.twice': 'donnez un autre nom à l’une des deux',
  'functions.mend.no-file': 'vérifiez son chemin, relatif au fichier de pile',
  'functions.mend.yaml': 'corrigez le YAML à cette ligne',
  'functions.mend.no-functions': 'ajoutez la clé functions avec un nom, son lang et son handler',
  'functions.mend.provider': 'écrivez openfaas dans provider.name',
  'functions.mend.name': 'comme order-checker',
  'functions.mend.no-handler': 'ajoutez lang (node22 ou python3-http) et handler avec son dossier',
  'functions.mend.no-mapping': 'écrivez un nom et sa valeur par ligne',
  'functions.mend.no-text': 'mettez sa valeur entre guillemets',
  'functions.mend.no-list': 'écrivez chacun sur sa ligne, après un tiret',
  'functions.mend.annotation': 'écrivez-le sous annotations, avec topic=cron-function et schedule="0 8 * * *"',
  'functions.mend.unknown-key': 'retirez-la, ou vérifiez son orthographe',
  'functions.mend.schedule': 'ajoutez schedule="0 8 * * *" à côté',
  'functions.mend.topic': 'écrivez topic=cron-function et schedule sous annotations',
  'functions.mend.other-topic': 'utilisez topic=cron-function, et publiez vers {topic} depuis le code',
  'functions.mend.cron': 'cinq champs\u00a0: minute, heure, jour, mois, jour de la semaine, comme 0 8 * * 1-5',
  'functions.mend.utc': 'écrivez CRON_TZ=Europe/Paris {cron}',
  'functions.mend.several-schedules': 'répartissez-les sur plusieurs fonctions là où tourne l’édition gratuite',
  'functions.mend.event': 'écrivez incident-opened ou un autre de ces noms dans vigie.on',
  'functions.mend.condition':
    'écrivez par exemple body.data.impact == "critical" dans vigie.when, et reliez plusieurs conditions par and',
  'functions.mend.pro-only': 'rien, sauf si elle doit tourner sur l’édition gratuite',
  'functions.mend.secret':
    'retirez-le, changez-le, ajoutez {secret} sous secrets et lisez /var/openfaas/secrets/{secret}',
  'functions.mend.language': 'utilisez node22 ou python3-http',
  'functions.mend.no-folder': 'créez-le, ou corrigez handler dans le fichier de pile',
  'functions.mend.too-many': 'rien ici\u202f; sur OpenFaaS, retirez-en quelques-unes',
  'functions.mend.fail': 'répondez par context.fail(error) ou context.status(500)',
  'functions.mend.raise': 'laissez passer l’erreur, ou répondez statusCode 500',
  'functions.mend.fixed-output': 'écrivez un nom daté, d’abord sous un nom temporaire, puis renommez-le',
  'functions.mend.password': 'lisez-le dans /var/openfaas/secrets, et changez-le',
  'functions.mend.host-key': 'fixez la clé du serveur',
  'functions.no-sandbox':
    'cette machine n’a pas de bac à sable (bubblewrap), et functions.allow_unsandboxed n’est pas défini',
  'functions.no-python': 'python3 n’est pas sur cette machine',
  'functions.installing': 'les paquets dont elle a besoin sont en cours d’installation',
  'functions.missing-packages': 'paquets qui n’ont pas pu être installés\u00a0: {names}',
  'functions.refused-packages': 'seuls des noms avec leurs versions sont installés, pas\u00a0: {names}',
  'functions.missing-secrets': 'secrets que personne n’a définis\u00a0: {names}',
  'functions.fault.timeout': 'pas de réponse à temps\u00a0: {detail}',
  'functions.fault.memory': 'arrêtée pour sa mémoire\u00a0: {detail}',
  'functions.fault.processes': 'arrêtée pour ses processus\u00a0: {detail}',
  'functions.fault.ended': 'elle s’est arrêtée avant de répondre\u00a0: {detail}',
  'functions.fault.answer-too-large': 'sa réponse est trop longue\u00a0: {detail}',
  'functions.fault.not-started': 'elle n’a pas pu démarrer\u00a0: {detail}',
  'functions.fault.status': 'elle a répondu {status, number}',
  'functions.cancelled': 'quelqu’un l’a annulée',
  'functions.dry-run': 'rien n’a été exécuté : vigie.dry_run est activé',
  'functions.event-circle':
    'pas exécutée : des changements du même objet, sans doute les siens, l’ont démarrée {count, number} fois en dix minutes',
  'functions.schedule-off': 'elle est désactivée : vigie.enabled vaut false',
  'functions.schedule-gone': 'elle n’est plus dans la pile',
  'functions.missed-none': 'rien ne tournait à l’heure prévue, et vigie.catch_up vaut none',
  'functions.missed-window': 'rien ne tournait à l’heure prévue, il y a plus de {window}',
  'functions.missed-later': 'rien ne tournait à l’heure prévue ; une échéance ultérieure la remplace',
  'functions.missed-gone': 'sa fonction n’était plus dans la pile',
  'functions.caught-up': 'rien ne tournait à l’heure prévue ; elle est rattrapée maintenant',
  'functions.skipped-overlap': 'l’exécution précédente n’est pas terminée',
  'functions.skipped-queue': 'une exécution est en cours, et une autre l’attend déjà',
  'functions.overdue': 'elle n’a pas réussi dans le délai prévu',
  'functions.too-long': 'elle tourne depuis {since}',
  'functions.schedule-trouble': 'la planification {schedule} n’a pas tourné comme prévu, échéance {due_at} : {reason}',
  'functions.schedule-well': 'la planification {schedule} tourne de nouveau',
  'functions.schedule-ended': 'la planification {schedule} n’est plus attendue',
  'functions.file.no-summary': 'elle n’a pas laissé de summary.json qui dise ce que les lignes sont devenues',
  'functions.file.unaccounted':
    'le compte des lignes n’est pas bon : {rows, number} sont entrées, {sum, number} sont justifiées',
  'functions.file.no-output': 'elle n’a pas laissé de output.csv',
  'functions.found':
    '{count, plural, =0 {Rien à redire} one {# point} other {# points}} dans {functions, plural, one {# fonction} other {# fonctions}}',
  'functions.severity.error': 'erreur',
  'functions.severity.warning': 'attention',
  'functions.severity.note': 'à savoir',
}
