import { isIP } from 'node:net'
import { type Static, Type } from 'typebox'
import { fieldProblem } from '../../../../contracts/refusals.ts'
import { conditionProblems } from '../../../../kit/conditions/conditions.ts'
import { validateHeaderName, validateHeaderValue } from '../../../../kit/http-client/node-http.ts'
import { redactText } from '../../../../kit/http-client/redact-text.ts'
import type { SettingProblem } from '../kind/kind.ts'
import { DegradedAbove, IpVersion } from '../kind/settings.ts'
import { ExpectedStatus } from './expected-status.ts'

export const httpWords = ['status', 'response_ms', 'body', 'header', 'certificate_days', 'ip'] as const

export const HttpSettings = Type.Object(
  {
    url: Type.String({
      pattern: '^[hH][tT][tT][pP][sS]?://[^\\s/]',
      maxLength: 2_000,
      address: true,
      description: 'What is asked for: http://… or https://….',
    }),
    method: Type.Enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], {
      default: 'GET',
      description: 'HTTP method.',
    }),
    headers: Type.Optional(
      Type.Record(Type.String(), Type.String({ maxLength: 8_192 }), {
        secret: true,
        maxProperties: 50,
        description: 'Headers to send. Kept secret: they often carry keys.',
      }),
    ),
    body: Type.Optional(
      Type.String({
        maxLength: 65_536,
        secret: true,
        multiline: true,
        description: 'Sent as it is; say its content-type under headers. Kept secret.',
      }),
    ),
    bearer_token: Type.Optional(
      Type.String({ minLength: 1, maxLength: 8_192, secret: true, description: 'Sent as Authorization: Bearer ….' }),
    ),
    username: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'For basic authentication.' })),
    password: Type.Optional(Type.String({ maxLength: 1_000, secret: true, description: 'For basic authentication.' })),
    expected_status: ExpectedStatus,
    follow_redirects: Type.Boolean({
      default: true,
      description: 'Follow redirects, unless the status of the redirect is itself expected.',
    }),
    max_redirects: Type.Integer({ minimum: 0, maximum: 20, default: 5, description: 'More than these are a failure.' }),
    keyword: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000, description: 'Text the body must contain.' })),
    keyword_absent: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1_000, description: 'Text the body must not contain.' }),
    ),
    conditions: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 1_000 }), {
        maxItems: 50,
        description:
          "All must be true, for example: response_ms < 500, body.status == 'ok', header.server contains 'nginx'.",
      }),
    ),
    ip_version: IpVersion,
    tls: Type.Object(
      {
        verify: Type.Boolean({ default: true, description: 'Refuse a certificate that a browser would refuse.' }),
        certificate_days: Type.Optional(
          Type.Integer({ minimum: 0, maximum: 3_650, description: 'A certificate with fewer days left is degraded.' }),
        ),
        server_name: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 253,
            description: 'The name to ask for and to find in the certificate, if not that of the URL.',
          }),
        ),
      },
      { default: {}, additionalProperties: false, description: 'For https.' },
    ),
    degraded_above: DegradedAbove,
  },
  { additionalProperties: false },
)
export type HttpSettings = Static<typeof HttpSettings>

/** Set by us for every request; a second value would contradict it. */
const reserved: ReadonlySet<string> = new Set(['connection', 'content-length', 'transfer-encoding', 'accept-encoding'])

export function httpProblems(settings: HttpSettings): readonly SettingProblem[] {
  const problems: SettingProblem[] = [...urlProblems(settings), ...headerProblems(settings)]
  const { username, password, bearer_token } = settings
  if (password !== undefined && username === undefined)
    problems.push(fieldProblem('username', 'setting.username-missing'))
  if (bearer_token !== undefined && username !== undefined)
    problems.push(fieldProblem('bearer_token', 'setting.two-credentials'))
  if (settings.method === 'HEAD' && (settings.keyword ?? settings.keyword_absent) !== undefined)
    problems.push(fieldProblem('method', 'setting.head-keyword'))
  return [...problems, ...conditionProblems(settings.conditions ?? [], httpWords)]
}

function* urlProblems({ url: text, ip_version, tls }: HttpSettings): Generator<SettingProblem> {
  const url = URL.parse(text)
  if (!url) return yield fieldProblem('url', 'setting.url', { url: redactText(text) })
  if (url.username || url.password) yield fieldProblem('url', 'setting.user-in-url')
  const version = isIP(url.hostname.replace(/^\[|\]$/g, ''))
  if (version !== 0 && ip_version !== 'any' && version !== ip_version)
    yield fieldProblem('ip_version', 'setting.ip-version-url', { given: ip_version, version })
  if (url.protocol === 'http:' && (tls.certificate_days !== undefined || tls.server_name !== undefined))
    yield fieldProblem('tls', 'setting.https')
}

function* headerProblems({ headers = {}, bearer_token, username }: HttpSettings): Generator<SettingProblem> {
  for (const [name, value] of Object.entries(headers)) {
    const field = `headers.${name}`
    if (!isValid(() => validateHeaderName(name))) yield fieldProblem(field, 'setting.header-name')
    else if (!isValid(() => validateHeaderValue(name, value))) yield fieldProblem(field, 'setting.header-value')
    if (reserved.has(name.toLowerCase())) yield fieldProblem(field, 'setting.header-reserved')
    if (name.toLowerCase() === 'authorization' && (bearer_token ?? username) !== undefined)
      yield fieldProblem(field, 'setting.header-credentials')
  }
}

function isValid(check: () => void): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}
