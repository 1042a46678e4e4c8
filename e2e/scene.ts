import { freePort } from '../kit/testing/children.ts'
import { startVigie, testAdminKey, type Vigie } from '../kit/testing/process.ts'
import { type SmtpSink, startSmtp } from '../kit/testing/smtp.ts'
import { startTarget, type Target } from '../kit/testing/target.ts'
import { furnishFlags, furnishProject } from './scene-flags.ts'
import { furnishFunctions, writeFunctions } from './scene-functions.ts'
import { furnishDevices, measurementsConfig, serveForecast } from './scene-measurements.ts'

/** A living system that was invented: what the pages are looked at with. */
export type Scene = {
  readonly vigie: Vigie
  /** Sends JSON as an administrator and answers what came back; throws when it was refused. */
  send<T = unknown>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>
  /** What became of the invented world, for the addresses of pages. */
  readonly incident: string
  readonly resolved: string
  /** Where the links of a reader's e-mail begin. */
  /** Of the pages behind the links in letters. */
  readonly confirm: string
  readonly unsubscribe: string
  stop(): Promise<void>
}

const groups: Readonly<Record<string, readonly string[]>> = {
  Plateforme: ['API', 'Authentification', 'Webhooks', 'Base de données', 'File de messages', 'Stockage de fichiers'],
  Boutique: ['Site marchand', 'Paiement par carte', 'Virements', 'Recherche', 'Panier', 'Factures'],
  'Espace client': ['Connexion', 'Tableau de bord', 'Exports', 'Messagerie', 'Notifications'],
}
const alone = ['Site vitrine', 'Documentation', 'Support téléphonique']
/** By name, what goes wrong with it. */
const troubled: Readonly<Record<string, { readonly status: number }>> = {
  'Paiement par carte': { status: 503 },
  Exports: { status: 500 },
}
const critical = new Set(['API', 'Paiement par carte'])
const slugOf = (name: string): string => encodeURIComponent(name.toLowerCase().replace(/\s+/g, '-'))
const password = 'une longue phrase à retenir'
const team = [
  { email: 'lea@atelier.test', name: 'Léa Martin', role: 'admin', password },
  { email: 'karim@atelier.test', name: 'Karim Haddad', role: 'responder', password },
  { email: 'noor@atelier.test', name: 'Noor Jansen', role: 'viewer' },
] as const
const hour = 3_600_000
const inFuture = (ms: number): string => new Date(Date.now() + ms).toISOString()

export async function startScene(language: 'en' | 'fr' = 'fr'): Promise<Scene> {
  const servers = [await startTarget(), await startTarget(), await startSmtp()] as const
  const [target, upstream, smtp] = servers
  for (const [name, { status }] of Object.entries(troubled)) target.answer(`/${slugOf(name)}`, { status, body: 'no' })
  upstream.answer('/api/v2/summary.json', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(nuage),
  })
  serveForecast(target)
  const port = await freePort()
  const functions = writeFunctions()
  const config = configOf({ target, upstream, smtp, language, port }) + functions.config
  let vigie: Vigie | undefined
  const stop = async () => {
    await vigie?.remove()
    functions.remove()
    await Promise.all(servers.map(server => server.stop()))
  }
  try {
    vigie = await startVigie({ config, port })
    return { ...(await furnished({ vigie, smtp })), stop }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

type World = { readonly vigie: Vigie; readonly smtp: SmtpSink }

async function furnished({ vigie, smtp }: World): Promise<Omit<Scene, 'stop'>> {
  const send: Scene['send'] = async (method, path, body) => {
    const answer = await fetch(vigie.url + path, {
      method,
      headers: { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (answer.status === 204 ? undefined : await answer.json()) as never
  }
  const open = await incidentOf(vigie, 'Paiement par carte')
  const say = (id: string, status: string, message: string) =>
    send('POST', `/api/v1/incidents/${id}/status`, { status, message })
  await say(
    open,
    'identified',
    'Notre prestataire bancaire refuse les connexions depuis Paris. Nous basculons le trafic vers Francfort.',
  )
  const { number: resolved } = await send<{ number: string }>('POST', '/api/v1/incidents', {
    title: 'Lenteur de la recherche',
    impact: 'minor',
    components: ['recherche'],
    message: 'Les résultats mettent plusieurs secondes à s’afficher.',
  })
  await say(resolved, 'identified', 'Un index est en cours de reconstruction.')
  await say(resolved, 'monitoring', 'L’index est reconstruit, nous surveillons.')
  await say(resolved, 'resolved', 'La recherche répond de nouveau normalement. Merci de votre patience.')
  await send('POST', '/api/v1/maintenances', {
    title: 'Changement de disques de la base de données',
    message: 'Lecture seule pendant une vingtaine de minutes.',
    components: ['base-de-donnees'],
    starts_at: inFuture(30 * hour),
    ends_at: inFuture(32 * hour),
  })
  // One reader hears of the announcement, another one has not confirmed yet.
  await send('POST', '/api/v1/subscriptions/email', { email: 'noe@lecteurs.test' })
  await send('POST', await linkIn(smtp, 'noe@lecteurs.test', 'confirm'))
  await send('POST', '/api/v1/public/announce', {
    title: 'Nouveaux horaires du support',
    message: 'À partir de lundi, le support répond de 8 h à 20 h.',
    state: 'info',
    banner: true,
  })
  for (let n = 0; n < 3; n++) {
    await send('POST', '/api/v1/reports', { component: 'paiement-par-carte', category: n === 0 ? 'slow' : 'errors' })
  }
  await furnishFlags(send)
  await furnishDevices(send)
  await furnishFunctions(send)
  const people: string[] = []
  for (const user of team) people.push((await send<{ id: string }>('POST', '/api/v1/users', user)).id)
  await furnishProject(send, people)
  await send('POST', '/api/v1/subscriptions/email', { email: 'lea@lecteurs.test' })
  const confirm = await linkIn(smtp, 'lea@lecteurs.test', 'confirm')
  const unsubscribe = await linkIn(smtp, 'noe@lecteurs.test', 'unsubscribe')
  return { vigie, send, incident: open, resolved, confirm, unsubscribe }
}

/** From a letter to this address. */
async function linkIn({ mails }: SmtpSink, address: string, what: 'confirm' | 'unsubscribe'): Promise<string> {
  const link = new RegExp(`/api/v1/subscriptions/[\\w.-]+/${what}`)
  for (let tries = 0; tries < 300; tries++) {
    for (const { source, to } of mails) {
      const found = to.includes(address) && link.exec(source.replace(/=\r?\n/g, ''))
      if (found) return found[0]
    }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error('nobody wrote to whoever subscribed')
}

/** The number of the open incident of a component, once there is one. */
async function incidentOf(vigie: Vigie, name: string): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    const { items } = await vigie.get<{ items: { number: string; component: { name: string } | null }[] }>(
      '/api/v1/incidents?status=open',
    )
    const found = items.find(({ component }) => component?.name === name)
    if (found) return found.number
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  throw new Error(`no incident was opened for ${name}:\n${vigie.output()}`)
}

type Wanted = {
  readonly target: Target
  readonly upstream: Target
  readonly smtp: SmtpSink
  readonly language: string
  readonly port: number
}

function configOf({ target, upstream, smtp, language, port }: Wanted): string {
  const service = (name: string, group?: string) =>
    [
      `  - name: ${JSON.stringify(name)}`,
      `    url: ${target.url}/${slugOf(name)}`,
      ...(group ? [`    group: ${JSON.stringify(group)}`] : []),
      ...(critical.has(name) ? ['    critical: true'] : []),
      ...(name === 'Stockage de fichiers' ? ['    depends_on: ["provider:nuage"]'] : []),
    ].join('\n')
  const grouped = Object.entries(groups).flatMap(([group, names]) => names.map(name => service(name, group)))
  return `
language: ${language}
time_zone: Europe/Paris
public_url: http://127.0.0.1:${port}
smtp: { host: ${smtp.host}, port: ${smtp.port}, from: etat@atelier.test }
pages: { title: Atelier Numérique }
monitoring: { check_interval: 5, failure_threshold: 2, default_timeout: 5 }
providers:
  - { id: nuage, name: Nuage, kind: statuspage, url: "${upstream.url}" }
services:
${[...grouped, ...alone.map(name => service(name))].join('\n')}
${measurementsConfig(target)}`
}

/** A provider in trouble, as Atlassian Statuspage tells it. */
const since = new Date(Date.now() - 3 * hour).toISOString()
const nuage = {
  page: { id: 'nuage', name: 'Nuage', url: 'https://status.nuage.test', updated_at: since },
  status: { indicator: 'minor', description: 'Minor Service Outage' },
  components: [
    { id: 'eu', name: 'Object storage (eu-west-3)', status: 'degraded_performance', group: false, group_id: null },
    { id: 'us', name: 'Compute', status: 'operational', group: false, group_id: null },
  ],
  incidents: [
    {
      id: 'n1',
      name: 'Elevated latency in eu-west-3',
      status: 'identified',
      impact: 'minor',
      started_at: since,
      updated_at: since,
      resolved_at: null,
      shortlink: 'https://status.nuage.test/n1',
      components: [{ id: 'eu', name: 'Object storage (eu-west-3)', status: 'degraded_performance' }],
      incident_updates: [{ status: 'identified', body: 'We are adding capacity.', display_at: since }],
    },
  ],
  scheduled_maintenances: [],
}
