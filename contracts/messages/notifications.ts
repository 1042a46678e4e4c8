/** What notifications say. Plain text: each channel escapes it in its own way. */

const en = {
  headline: {
    opened: (title: string) => title,
    reopened: (title: string) => `Again: ${title}`,
    raised: (title: string, impact: string) => `Now ${impact}: ${title}`,
    flapping: (title: string) => `Unstable: ${title}`,
    acknowledged: (title: string) => `Somebody looks after it: ${title}`,
    escalated: (title: string) => `Nobody looks after it yet: ${title}`,
    updated: (title: string) => `Update: ${title}`,
    resolved: (title: string) => `Resolved: ${title}`,
    opened_many: (count: number) => (count === 1 ? '1 incident' : `${count} incidents`),
    resolved_many: (count: number) => `${count} resolved`,
    updated_many: (count: number) => (count === 1 ? '1 update' : `${count} updates`),
    maintenance: {
      scheduled: (title: string) => `Maintenance planned: ${title}`,
      started: (title: string) => `Maintenance begins: ${title}`,
      ended: (title: string) => `Maintenance is over: ${title}`,
    },
    contact: (who: string) => `${who} wrote to us`,
    leaseAsks: (flag: string) => `Somebody has to decide about the flag ${flag}`,
    glassBroken: {
      flags: (key: string) => `Changed without a second person: flag ${key}`,
      incident_rule: (key: string) => `Changed without a second person: incident rule of ${key}`,
    },
    test: 'Test message from Vigie',
  },
  note: {
    flapping: 'It goes up and down too often. You will hear of it again when it has been stable for a while.',
    test: 'This channel works.',
    more: (count: number) => `… and ${count} more`,
    leaseAsks: (by: string, variant: string) =>
      `${by} changed it while an incident forced it. It stays "${variant}" until somebody gives it back to its definition.`,
    glassBroken: (by: string, reason: string) => `${by} put it in force at once: ${reason}`,
  },
  fact: {
    service: 'Service',
    group: 'Group',
    environment: 'Environment',
    incident: 'Incident',
    started_at: 'Started',
    reopened_at: 'Back since',
    resolved_at: 'Resolved',
    from: 'From',
    until: 'Until',
    duration: 'Duration',
    impact: 'Criticality',
    url: 'URL',
    error: 'Error',
    http_code: 'HTTP code',
    response_time: 'Response time',
    cause: 'Probable cause',
  },
  impact: { none: 'none', minor: 'minor', major: 'major', critical: 'critical' },
  no_answer: 'none',
  details: 'Details',
  acknowledge: 'I look after it',
  /** Between a label and its value. */
  colon: ': ',
}

const fr: typeof en = {
  headline: {
    opened: title => title,
    reopened: title => `De nouveau : ${title}`,
    raised: (title, impact) => `Désormais ${impact} : ${title}`,
    flapping: title => `Instable : ${title}`,
    acknowledged: title => `Pris en charge : ${title}`,
    escalated: title => `Personne ne s’en occupe encore : ${title}`,
    updated: title => `Du nouveau : ${title}`,
    resolved: title => `Résolu : ${title}`,
    opened_many: count => (count === 1 ? '1 incident' : `${count} incidents`),
    resolved_many: count => (count === 1 ? '1 résolu' : `${count} résolus`),
    updated_many: count => (count === 1 ? '1 mise à jour' : `${count} mises à jour`),
    maintenance: {
      scheduled: title => `Maintenance prévue : ${title}`,
      started: title => `Début de maintenance : ${title}`,
      ended: title => `Maintenance terminée : ${title}`,
    },
    contact: who => `${who} nous a écrit`,
    leaseAsks: flag => `Une décision est attendue pour le drapeau ${flag}`,
    glassBroken: {
      flags: key => `Modification sans deuxième personne\u00a0: drapeau ${key}`,
      incident_rule: key => `Modification sans deuxième personne\u00a0: règle d’incident de ${key}`,
    },
    test: 'Message de test de Vigie',
  },
  note: {
    flapping: 'L’état change trop souvent. Prochain message quand il sera resté stable un moment.',
    test: 'Ce canal fonctionne.',
    more: count => `… et ${count} de plus`,
    leaseAsks: (by, variant) =>
      `${by} l’a modifié alors qu’un incident le forçait. Il reste à «\u00a0${variant}\u00a0» jusqu’à ce que quelqu’un le rende à sa définition.`,
    glassBroken: (by, reason) => `${by} l’a mise en vigueur aussitôt\u00a0: ${reason}`,
  },
  fact: {
    service: 'Service',
    group: 'Groupe',
    environment: 'Environnement',
    incident: 'Incident',
    started_at: 'Début',
    reopened_at: 'De retour depuis',
    resolved_at: 'Résolu le',
    from: 'Du',
    until: 'Au',
    duration: 'Durée',
    impact: 'Gravité',
    url: 'URL',
    error: 'Erreur',
    http_code: 'Code HTTP',
    response_time: 'Temps de réponse',
    cause: 'Cause probable',
  },
  impact: { none: 'sans impact', minor: 'mineur', major: 'majeur', critical: 'critique' },
  no_answer: 'aucun',
  details: 'Détails',
  acknowledge: 'Je m’en occupe',
  colon: ' : ',
}

export const notificationMessages = { en, fr }
export type NotificationMessages = typeof en
export type Language = keyof typeof notificationMessages
