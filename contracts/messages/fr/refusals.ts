import type { refusals as english } from '../en/refusals.ts'

export const refusals: Readonly<Record<keyof typeof english, string>> = {
  'access.stale-copy':
    'ce processus n’a rien entendu des comptes depuis une minute et ne sait pas qui peut modifier quoi',

  'communications.end-before-start': 'ends_at doit venir après starts_at, l’instant présent par défaut',
  'communications.no-such-incident':
    'l’incident «\u00a0{name}\u00a0» n’existe pas\u202f; GET /api/v1/incidents les donne',
  'communications.banner-not-found': 'le bandeau «\u00a0{id}\u00a0» n’existe pas\u202f; GET /api/v1/banners les donne',
  'communications.channel-not-found': 'le canal «\u00a0{name}\u00a0» n’existe pas\u202f; il y a\u00a0: {names}',
  'communications.too-many-messages': 'trop de messages d’ici\u202f; réessayez plus tard',
  'communications.message-not-found': 'le message «\u00a0{id}\u00a0» n’existe pas\u202f; GET /api/v1/contact les donne',
  'communications.delivery-not-found':
    'l’envoi «\u00a0{id}\u00a0» n’existe pas\u202f; GET /api/v1/deliveries les donne',
  'communications.delivery-not-dead':
    'l’envoi «\u00a0{id}\u00a0» est dans l’état {state}\u202f; seul un envoi abandonné (dead) peut être relancé',
  'communications.channel-unusable':
    'le canal «\u00a0{channel}\u00a0» ne peut rien envoyer pour le moment\u202f; ceux qui le peuvent\u00a0: {names}',
  'communications.no-such-component': 'le composant «\u00a0{name}\u00a0» n’existe pas\u202f; {hint}',
  'communications.no-mail-server': 'cette page ne peut pas envoyer d’e-mails\u202f; prenez /feed.atom ou un webhook',
  'communications.too-many-subscriptions': 'trop d’abonnements d’ici\u202f; réessayez plus tard',
  'communications.no-public-url':
    'cette page ne connaît pas sa propre adresse, nécessaire aux liens des e-mails\u202f; renseignez public_url dans la configuration',
  'communications.subscriber-not-found':
    'l’abonné «\u00a0{id}\u00a0» n’existe pas\u202f; GET /api/v1/subscriptions les donne',
  'communications.subscription-not-found': 'ce lien a expiré ou est incomplet\u202f; abonnez-vous de nouveau',
  'communications.too-many-webhooks': 'il y a déjà {limit} webhooks\u202f; supprimez-en un d’abord',
  'communications.webhook-not-found':
    'le webhook «\u00a0{id}\u00a0» n’existe pas\u202f; GET /api/v1/webhooks les donne',

  'flags.segment-not-found': 'la règle «\u00a0{key}\u00a0» n’existe pas ici',
  'flags.segment-used:flag':
    'le drapeau «\u00a0{flag}\u00a0» se réfère à «\u00a0{key}\u00a0»\u202f; modifiez-le d’abord',
  'flags.segment-used:rule': 'la règle «\u00a0{rule}\u00a0» se réfère à «\u00a0{key}\u00a0»\u202f; modifiez-la d’abord',
  'flags.key-taken': '«\u00a0{key}\u00a0» existe déjà\u202f; PUT le modifie',
  'flags.key-taken:file': '«\u00a0{key}\u00a0» existe déjà ({place})\u202f; PUT le modifie',
  'flags.changed-meanwhile': 'une modification a eu lieu entre-temps\u202f; «\u00a0present\u00a0» donne l’état actuel',
  'flags.not-found': 'le drapeau «\u00a0{key}\u00a0» n’existe pas dans {project}/{environment}\u202f; {hint}',
  'flags.owned-by-file': '«\u00a0{key}\u00a0» est défini dans {place}\u202f; modifiez-le là-bas',
  'flags.owned-by-file:rule': 'la règle «\u00a0{key}\u00a0» est définie dans {place}\u202f; modifiez-la là-bas',
  'flags.invalid-json': 'le corps n’est pas du JSON valide',
  'flags.invalid-context': '{problem}',
  'flags.invalid': 'le corps doit être un objet',
  'flags.environment-used': '«\u00a0{name}\u00a0» a encore {count} drapeaux\u202f; retirez-les d’abord',
  'flags.environment-guarded':
    'les changements dans «\u00a0{name}\u00a0» demandent une deuxième personne\u202f; la suppression n’est possible qu’une fois que ce n’est plus exigé',
  'flags.environment-not-found': 'l’environnement {name} n’existe pas',
  'flags.environment-not-found:known':
    'l’environnement «\u00a0{environment}\u00a0» n’existe pas dans le projet «\u00a0{project}\u00a0»\u202f; il y a\u00a0: {names}',
  'flags.project-not-found': 'le projet «\u00a0{name}\u00a0» n’existe pas\u202f; il y a\u00a0: {names}',
  'flags.project-taken': '«\u00a0{name}\u00a0» existe déjà',
  'flags.too-many-projects': 'il y a déjà {limit} projets\u202f; supprimez-en un d’abord',
  'flags.project-kept': 'le projet par défaut reste',
  'flags.project-used': '«\u00a0{name}\u00a0» a encore des drapeaux\u202f; retirez-les d’abord',
  'flags.environment-kept': 'l’environnement par défaut reste',
  'flags.person-not-found': 'l’utilisateur «\u00a0{id}\u00a0» n’existe pas',
  'flags.too-many-members': '{limit} personnes y ont déjà un rôle\u202f; retirez-en une d’abord',
  'flags.member-not-found': '«\u00a0{id}\u00a0» n’a pas de rôle dans «\u00a0{project}\u00a0»',
  'flags.environment-taken': '«\u00a0{name}\u00a0» existe déjà',
  'flags.too-many-streams': 'trop de flux d’événements sont ouverts\u202f; réessayez plus tard',
  'flags.request-not-found': 'la demande «\u00a0{id}\u00a0» n’existe pas',
  'flags.request-decided': 'elle est déjà dans l’état {state}',
  'flags.not-your-request': 'seule la personne qui l’a faite peut retirer cette demande',
  'flags.own-request': 'une autre personne doit l’approuver',
  'flags.needs-second-person': 'renoncer à la deuxième personne en demande toujours une',
  'flags.no-person': 'une deuxième personne doit approuver, et cette clé n’appartient à personne',
  'flags.role-too-small:approver': 'cela demande le rôle admin, ou approver dans le projet «\u00a0{project}\u00a0»',
  'flags.role-too-small':
    'cela demande le rôle admin, ou {wanted} dans le projet «\u00a0{project}\u00a0»\u202f; le vôtre y est {role}',
  'flags.reason-missing': 'sans deuxième personne, il faut une raison',
  'flags.change-not-found': 'le changement «\u00a0{id}\u00a0» n’existe pas',
  'flags.change-not-found:flag': 'aucun changement de «\u00a0{key}\u00a0» n’est connu',
  'flags.person-unknown': 'personne n’a encore dit qui est «\u00a0{id}\u00a0»\u202f; réessayez dans un instant',
  'flags.changed-since': '«\u00a0{key}\u00a0» a été modifié depuis\u202f; regardez-le, puis envoyez {body}',
  'flags.no-such-variant': '«\u00a0{variant}\u00a0» n’est pas une variante de «\u00a0{key}\u00a0»\u202f; {hint}',
  'flags.lease-not-found': 'l’emprunt «\u00a0{id}\u00a0» n’existe pas',
  'flags.lease-over': 'l’emprunt est déjà dans l’état {state}',
  'flags.rule-not-found': 'la règle «\u00a0{id}\u00a0» n’existe pas',
  'flags.incident-not-found': 'l’incident «\u00a0{id}\u00a0» n’est pas connu ici',
  'flags.schedule-not-found': 'le changement planifié «\u00a0{id}\u00a0» n’existe pas',
  'flags.schedule-over': 'il est déjà dans l’état {state}',
  'flags.ramp-not-found': 'le déploiement «\u00a0{id}\u00a0» n’existe pas',
  'flags.ramp-over': 'le déploiement est déjà dans l’état {state}',
  'flags.ramp-overtaken':
    '«\u00a0{key}\u00a0» a changé depuis, et les changements demandent ici une deuxième personne\u202f; démarrez un autre déploiement',
  'flags.nothing-planned': 'le changement doit dire ce qui change',
  'flags.no-steps': 'un déploiement a au moins une étape',
  'flags.ramp-running': 'un déploiement de «\u00a0{key}\u00a0» est en cours\u202f; pilotez celui-là',

  'identity.changed-meanwhile':
    'une modification a eu lieu entre-temps\u202f; «\u00a0present\u00a0» donne l’état actuel',
  'identity.wrong-code': 'ce n’est pas le code que le programme a affiché à son démarrage',
  'identity.already-set-up': 'il y a déjà un administrateur\u202f; connectez-vous à /api/v1/auth/login',
  'identity.user-not-found': 'l’utilisateur «\u00a0{id}\u00a0» n’existe pas\u202f; GET /api/v1/users les donne',
  'identity.not-invited':
    'cette personne s’est déjà inscrite\u202f; un nouveau mot de passe s’obtient par /api/v1/auth/reset',
  'identity.not-joined':
    'cette personne n’a pas encore choisi de mot de passe\u202f; donnez-en un, ou invitez-la de nouveau',
  'identity.email-taken': 'un utilisateur a déjà l’adresse {email}\u00a0: {id}',
  'identity.last-admin': 'c’est le dernier administrateur\u202f; nommez-en un autre d’abord',
  'identity.busy': 'trop de personnes se connectent en ce moment\u202f; réessayez',
  'identity.wrong-password': 'le mot de passe actuel est incorrect',
  'identity.key-not-found': 'la clé «\u00a0{id}\u00a0» n’existe pas\u202f; GET /api/v1/api-keys les donne',
  'identity.link-invalid': 'ce lien a servi, est trop ancien ou a été remplacé par un plus récent',
  'identity.own-sessions-only': 'seul un administrateur peut voir les sessions des autres',
  'identity.session-not-found': 'la session «\u00a0{id}\u00a0» n’existe pas\u202f; GET /api/v1/sessions les donne',
  'identity.people-only': 'cela est réservé aux personnes connectées, pas aux clés',
  'identity.no-session': 'il n’y a pas de session à prolonger\u00a0: connectez-vous',
  'identity.otp-enabled': 'le second facteur est déjà actif\u202f; désactivez-le pour recommencer',
  'identity.otp-not-enrolled': 'rien n’attend d’être confirmé\u202f; commencez par l’action «\u00a0enrol\u00a0»',
  'identity.wrong-otp': 'le code est incorrect\u202f; l’horloge de l’appareil est-elle à l’heure\u202f?',
  'identity.locked':
    'trop de tentatives erronées pour ce compte depuis ici\u202f; patientez, utilisez un appareil avec lequel vous vous êtes déjà connecté, ou demandez un nouveau mot de passe',
  'identity.too-many-attempts': 'trop de tentatives depuis ce réseau\u202f; patientez une minute',
  'identity.wrong-credentials': 'l’adresse e-mail, le mot de passe ou le code est incorrect',
  'identity.oidc-unreachable': '{issuer} ne peut pas être interrogé\u00a0: {cause}',
  'identity.no-oidc': 'aucun fournisseur OpenID n’est configuré\u00a0: identity.oidc de vigie.yaml en nomme un',
  'identity.otp-required': 'ce compte a un second facteur\u00a0: envoyez son code dans «\u00a0otp\u00a0»',
  'identity.otp-unreadable':
    'les codes de ce compte ne peuvent pas être vérifiés, car le fichier de clés de cette installation n’est plus le même\u00a0: utilisez un code de secours, ou demandez à un administrateur de retirer le second facteur',

  'incidents.changed-meanwhile':
    'une modification a eu lieu entre-temps\u202f; «\u00a0present\u00a0» donne l’état actuel',
  'incidents.bad-import': 'le fichier {problem}',
  'incidents.no-such-component': 'le composant «\u00a0{name}\u00a0» n’existe pas ({hint})',
  'incidents.unknown-component': 'le composant «\u00a0{name}\u00a0» n’existe pas ({hint})',
  'incidents.component-exists': 'un composant «\u00a0{slug}\u00a0» existe déjà ({name})',
  'incidents.component-watched':
    '{count} contrôle(s) surveillent encore «\u00a0{slug}\u00a0»\u202f; supprimez-les d’abord',
  'incidents.owned-by-file': '«\u00a0{slug}\u00a0» vient de {place}\u202f; modifiez-le là-bas',
  'incidents.not-found': 'l’incident «\u00a0{name}\u00a0» n’existe pas\u202f; GET /api/v1/incidents les donne',
  'incidents.resolved': '{number} est déjà résolu\u00a0: il n’y a plus rien à suivre',
  'incidents.too-late-to-reopen':
    '{number} est résolu depuis plus de {seconds}\u00a0s\u202f; ouvrez un nouvel incident avec POST /api/v1/incidents',
  'incidents.timeline-full':
    'la chronologie de {number} compte {count} entrées\u202f; continuez dans un autre incident',
  'incidents.merged': '{number} fait déjà partie de {whole}',
  'incidents.merged:whole': '{number} fait lui-même partie de {whole}',
  'incidents.merge-into-resolved': '{whole} est résolu, et {part} ne l’est pas',
  'incidents.same-incident': '{number} est le même incident',
  'incidents.own-list-only': 'seul un administrateur peut voir ce que suivent les autres',
  'incidents.no-such-user': 'l’utilisateur «\u00a0{id}\u00a0» n’existe pas\u202f; GET /api/v1/users les donne',
  'incidents.no-such-maintenance':
    'la maintenance «\u00a0{id}\u00a0» n’existe pas\u202f; GET /api/v1/maintenances les donne',
  'incidents.maintenance-over':
    'la maintenance «\u00a0{id}\u00a0» est dans l’état {status}\u202f; planifiez-en une nouvelle avec POST',
  'incidents.maintenance-running':
    '{field} ne peut pas changer pendant la maintenance\u202f; annulez-la et planifiez-en une autre',

  'monitor.changed-meanwhile':
    'une modification a eu lieu entre-temps\u202f; «\u00a0present\u00a0» donne l’état actuel',
  'monitor.bad-import': 'le fichier {problem}',
  'monitor.name-taken': '«\u00a0{name}\u00a0» est déjà surveillé',
  'monitor.name-taken:file': '«\u00a0{name}\u00a0» est déjà surveillé ({place})',
  'monitor.name-taken:self': 'la surveillance de Vigie elle-même porte ce nom',
  'monitor.name-taken:other': 'un autre porte ce nom',
  'monitor.no-such-check': 'le contrôle «\u00a0{name}\u00a0» n’existe pas\u202f; GET /api/v1/checks les donne',
  'monitor.no-such-check:known': 'le contrôle «\u00a0{name}\u00a0» n’existe pas\u202f; il y a\u00a0: {names}',
  'monitor.owned-by-file': '«\u00a0{name}\u00a0» est défini dans {place}\u202f; modifiez-le là-bas',
  'monitor.secrets-of-another': 'seul un administrateur peut essayer avec les secrets d’un contrôle',
  'monitor.nothing-to-try': 'un contrôle de type {kind} attend d’être appelé\u00a0: enregistrez-le, puis appelez-le',
  'monitor.too-many-tries': 'd’autres essaient des contrôles\u202f; réessayez dans un instant',
  'monitor.unknown-kind': 'le type «\u00a0{kind}\u00a0» n’existe pas\u202f; il y a {kinds}',
  'monitor.paused': '«\u00a0{name}\u00a0» est en pause\u202f; reprenez-le d’abord',
  'monitor.unknown-heartbeat': 'aucun contrôle n’a cette adresse de signal',

  'pages.live-too-many': 'trop de flux en direct sont ouverts\u202f; fermez-en un, ou réessayez plus tard',
  'pages.no-category': 'choisissez ce qui ne va pas',
  'pages.foreign-form': 'les formulaires viennent des pages de ce Vigie',
  'pages.not-printed': 'les pages sont en cours de préparation\u202f; redemandez',
  'http.not-found:page': 'cette page ou cette opération n’existe pas\u202f; voir {docs}',

  'functions.not-found': 'il n’y a pas de fonction «\u00a0{name}\u00a0»',
  'functions.run-not-found': 'il n’y a pas d’exécution {id}',
  'functions.sign-in': 'connectez-vous, ou envoyez une clé de portée functions',
  'functions.cannot-run': '{name} ne peut pas s’exécuter\u00a0: {reason}',
  'functions.busy':
    '{name} a déjà {limit, plural, one {# appel} other {# appels}} en cours\u202f; patientez un instant',
  'edge.object-not-found': 'l’objet «\u00a0{id}\u00a0» n’existe pas',
  'edge.client-not-found': 'le client «\u00a0{name}\u00a0» n’existe pas',
  'edge.client-taken': 'le client «\u00a0{name}\u00a0» existe déjà',
  'edge.owned-by-file': '«\u00a0{name}\u00a0» est défini dans {place}\u202f; retirez-le là-bas',
  'edge.key-not-found': 'ce client n’a pas de clé {id}',
  'edge.too-many-keys':
    'un client a au plus {limit, plural, one {# clé} other {# clés}}\u202f; révoquez-en une d’abord',
  'edge.too-many-requests': 'trop de requêtes\u202f; patientez un peu',
  'edge.no-client': 'nommez le client\u00a0: ?client=<nom>',

  'providers.id-taken': '«\u00a0{id}\u00a0» est déjà suivi',
  'providers.id-taken:file': '«\u00a0{id}\u00a0» est déjà suivi ({place})',
  'providers.owned-by-file': '«\u00a0{id}\u00a0» est défini dans {place}\u202f; retirez-le là-bas',
  'providers.not-found': 'le fournisseur «\u00a0{id}\u00a0» n’est pas suivi\u202f; {hint}',

  'reports.no-comment': 'le commentaire {id} n’existe pas\u202f; voir GET /api/v1/report-comments',
  'reports.unknown-component': 'aucun composant ne s’appelle «\u00a0{name}\u00a0»\u202f; {hint}',
  'reports.not-stored': 'le signalement n’a pas pu être enregistré\u202f; réessayez',
  'reports.foreign-page': 'les signalements viennent des pages de ce Vigie, ou de programmes',
  'reports.too-many': 'trop de signalements de votre réseau\u202f; patientez un peu',
  'reports.bad-proof': 'la preuve est {verdict}\u202f; prenez un nouveau défi',

  'hint.meant': 'vouliez-vous dire «\u00a0{word}\u00a0»\u202f?',
  'hint.there-is': 'il y a\u00a0: {names}',
  'hint.there-are': 'il y a\u00a0: {names}',
  'hint.none-yet': 'il n’y en a pas encore',
  'hint.lists': 'GET {path} les donne',
  'list.none': 'aucun',
}
