import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as access from './contracts/identity/access.ts'
import type { SecretColumn } from './kit/secrets/secret-column.ts'
import type { EventDefinition } from './kit/service/event.ts'
import { connect } from './kit/store/connect.ts'
import { migrationsOfService } from './kit/store/service-store.ts'
import { openStore } from './kit/store/store.ts'
import { services } from './main.ts'
import { settingsWords } from './web/messages/settings.ts'

/** A column called so may hold a secret. */
const suspicious =
  /secret|token|passw|passphrase|private|credential|auth|otp|sha256|hash|sealed|cookie|session|letter|url|definition|settings|header|payload|(^|_)key($|_)|^d$|^value$|^data$|^message$|^rest$|^event$/

/** Those that are looked at and hold none, or none that could be used: why. */
const innocent: Readonly<Record<string, string>> = {
  'access.api_key.sha256': 'a hash of 256 random bits',
  'access.revoked_session.session_id': 'an id, which proves nothing',
  'communications.delivery.message': 'what people are told',
  'communications.contact_message.message': 'what somebody wrote',
  'communications.announcement.message': 'what people are told',
  'communications.notice.key': 'which change of an incident it tells',
  'communications.notice.event': 'what receivers are told',
  'communications.subscriber.base_url': 'the public address of this Vigie',
  'communications.subscriber.confirm_sha256': 'a hash of a token that works once',
  'communications.webhook.shown_url': 'the origin alone',
  'edge.anomaly.value': 'what was measured',
  'edge.telemetry_state.value': 'how far the log lies in the database',
  'edge.enrolment.sha256': 'a hash of a token that works once',
  'edge.enrolment.request_sha256': 'a hash of what anybody may know',
  'edge.own_certificate.token_sha256': 'a hash of a token that works once',
  'edge.own_certificate.authority': 'a certificate, which everybody may see',
  'edge.own_certificate.url': 'an address without anything that opens it',
  'edge.client_key.sha256': 'a hash of 256 random bits, or of what the file says',
  'flags.flag.definition': 'a flag, which whoever evaluates it may read',
  'flags.segment.key': 'a name',
  'flags.flag.key': 'a name',
  'flags.flag_change.key': 'a name',
  'flags.evaluation_count.key': 'a name',
  'flags.change_request.key': 'a name',
  'flags.change_request.rest': 'a change of a flag',
  'flags.scheduled_change.key': 'a name',
  'flags.scheduled_change.rest': 'a change of a flag',
  'flags.ramp.key': 'a name',
  'flags.ramp.rest': 'the steps of a ramp',
  'flags.incident_rule.key': 'a name',
  'flags.incident_rule.settings': 'which flags an incident forces',
  'flags.lease.key': 'a name',
  'flags.lease.rest': 'a flag that an incident forces',
  'functions.file.sha256': 'a hash of what a participant sent',
  'functions.keyed_call.key': 'a hash',
  'functions.schedule.definition': 'when a function runs, as its stack file says',
  'functions.keyed_call.headers': 'what a function answers, to whom may call it',
  'identity.account.email_key': 'an address, in one spelling',
  'identity.account.password_hash': 'Argon2id',
  'identity.account.otp_enabled': 'yes or no',
  'identity.account.otp_last_step': 'a number',
  'identity.api_key.sha256': 'a hash of 256 random bits',
  'identity.device.sha256': 'a hash of 256 random bits',
  'identity.mail_token.sha256': 'a hash of 256 random bits',
  'identity.recovery_code.sha256': 'a hash of sixty random bits, for one account with a password before it',
  'identity.session.sha256': 'a hash of 256 random bits',
  'identity.attempt.key': 'a hash of an address',
  'identity.revision.value': 'a number',
  'incidents.component.url': 'masked before it is told',
  'incidents.incident.url': 'masked before it is told',
  'incidents.maintenance.message': 'what people are told',
  'incidents.timeline.message': 'what people are told',
  'metrics.definition.definition': 'masked: what anybody may see',
  'metrics.telemetry_state.value': 'how far the log lies in the database',
  'monitor.check_definition.definition': 'masked: what anybody may see',
  'monitor.heartbeat.token_sha256': 'a hash; whoever finds the token can say that a job ran',
  'monitor.lookout_mark.value': 'a time',
  'monitor.result_batch.data': 'results, redacted',
  'monitor.result_chunk.data': 'results, redacted',
  'monitor.result_rollup.data': 'results, redacted',
  'pages.public_component.data': 'what the public sees',
  'pages.public_incident.data': 'what the public sees',
  'pages.uptime_picture.data': 'what the public sees',
  'providers.provider.urls': 'the names of the sites alone',
  'providers.provider_event.url': 'a public page',
}
/** A parked event has no data where its type is secret; a job names the row that holds what is; no secret event is copied. */
const ofEvery: readonly string[] = [
  ...['outbox.data', 'parked_event.data', 'sealed_column.key_id', 'job.key', 'job.data'],
  ...['read_copy.key', 'read_copy.value'],
]

async function columnsOf(name: string): Promise<string[]> {
  const service = services.find(one => one.name === name)
  assert.ok(service)
  const data = mkdtempSync(join(tmpdir(), 'vigie-columns-'))
  const connection = await connect(name, { data })
  try {
    const store = await openStore(connection, migrationsOfService(service))
    const tables = await store.query().introspection.getTables()
    return tables.flatMap(table => table.columns.map(column => `${table.name}.${column.name}`))
  } finally {
    await connection.close()
    rmSync(data, { recursive: true, force: true })
  }
}

const nameOf = ({ table, column }: SecretColumn): string => `${table}.${column}`

for (const { name, secrets = [] } of services) {
  test(`every column of ${name} that could hold a secret is encrypted, or somebody has said why not`, async () => {
    const columns = await columnsOf(name)
    const sealed = secrets.map(nameOf)
    assert.deepEqual(
      sealed.filter(column => !columns.includes(column)),
      [],
      'encrypted columns exist',
    )
    const open = columns.filter(column => suspicious.test(column.split('.')[1] ?? ''))
    const unsaid = open.filter(
      column => !sealed.includes(column) && !ofEvery.includes(column) && !(`${name}.${column}` in innocent),
    )
    assert.deepEqual(unsaid, [])
    const stale = Object.keys(innocent).filter(
      key => key.startsWith(`${name}.`) && !columns.includes(key.slice(name.length + 1)),
    )
    assert.deepEqual(stale, [], 'whatever is excused exists')
  })
}

test('an event that carries a secret is among the secrets of whoever publishes it', () => {
  const isEvent = (value: unknown): value is EventDefinition =>
    typeof value === 'object' && value !== null && 'type' in value && 'secret' in value && value.secret === true
  const all: readonly unknown[] = Object.values(access)
  const events = all.filter(isEvent)
  assert.ok(events.length > 0)
  for (const { type } of events) {
    const owner = services.find(({ name }) => type.startsWith(`vigie.${name}.`))
    assert.ok(
      owner?.secrets?.some(({ table, only }) => table === 'outbox' && only?.says === type),
      type,
    )
  }
})

test('what people have to do about each secret that is missing is said in both languages', () => {
  const entered = services.flatMap(({ secrets = [] }) => secrets.filter(({ without }) => without !== null).map(nameOf))
  for (const { missingSecrets } of Object.values(settingsWords)) {
    assert.deepEqual(Object.keys(missingSecrets).toSorted(), [...new Set(entered)].toSorted())
  }
})
