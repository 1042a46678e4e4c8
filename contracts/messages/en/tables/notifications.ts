/** What notifications say. Plain text: each channel escapes it in its own way. */

export const notifications = {
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
export type NotificationMessages = typeof notifications
