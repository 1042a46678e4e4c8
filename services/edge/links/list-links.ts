import type { EdgeLink, ListEdgeLinks } from '../../../contracts/edge/links.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Made } from '../deps.ts'
import type { Link } from './link-store.ts'
import type { ReportEdgeLink } from './port-operations.ts'
import { isSilent } from './watch-links.ts'

type Report = Input<typeof ReportEdgeLink>['body']

const nothing: Report = {
  offered: 0,
  waiting: 0,
  backlog_bytes: 0,
  lanes: { live: 0, backlog: 0 },
  lag_s: 0,
  lost: 0,
  lost_from: null,
  lost_to: null,
}

/** To the cloud, and from edges. */
export async function listLinks({
  cloud,
  links,
  clock,
}: Pick<Made, 'cloud' | 'links' | 'clock'>): Promise<Output<typeof ListEdgeLinks>> {
  const now = clock.now()
  return { items: [...(await cloud.list()), ...(await links.list()).map(link => present(link, now))] }
}

function present(link: Link, now: number): EdgeLink {
  const { edge, clients, last_contact_at, expires_at, accepted, duplicates, refused, report } = link
  const said: Report = report === null ? nothing : JSON.parse(report)
  // What it said is half a minute old at times, and what has arrived since waits no more.
  const known = accepted + duplicates + refused + said.lost
  const offered = Math.max(said.offered, known)
  return {
    direction: 'in',
    edge,
    state: link.revoked_at !== null ? 'revoked' : isSilent(link, now) ? 'silent' : 'connected',
    url: null,
    clients: [...clients],
    last_contact_at,
    certificate_expires_at: expires_at,
    ...said,
    offered,
    stored: accepted,
    duplicates,
    refused,
    waiting: offered - known,
    failing_since: null,
    reason: null,
  }
}
