import { wordOr } from '../../../contracts/messages/words.ts'
import { Html } from '../rendering/html.ts'
import { isPlanned, type PublicMaintenance } from '../status/public-notices.ts'
import { updatedAt } from '../status/public-status.ts'
import { idOf, statuspageComponents, statuspageStatus } from '../statuspage/statuspage.ts'
import { statuspageIncident, statuspageMaintenance } from '../statuspage/statuspage-incidents.ts'
import { incidentAddress, nameOf } from './parts/incidents-section.ts'
import { absolute, type Page, titleOf, type View } from './view.ts'

/** What programs that read Atlassian's status pages ask for. */
const files: Readonly<Record<string, (page: Page) => object>> = {
  'summary.json': page => ({
    ...whose(page),
    ...componentsOf(page),
    incidents: incidentsOf(page, page.status.open),
    scheduled_maintenances: maintenancesOf(page, isPlanned),
    ...statusOf(page),
  }),
  'status.json': page => ({ ...whose(page), ...statusOf(page) }),
  'components.json': page => ({ ...whose(page), ...componentsOf(page) }),
  'incidents.json': page => ({ ...whose(page), incidents: incidentsOf(page, page.status.latest) }),
  'incidents/unresolved.json': page => ({ ...whose(page), incidents: incidentsOf(page, page.status.open) }),
  'scheduled-maintenances.json': page => maintenances(page, () => true),
  'scheduled-maintenances/upcoming.json': page => maintenances(page, ({ status }) => status === 'scheduled'),
  'scheduled-maintenances/active.json': page => maintenances(page, ({ status }) => status === 'in_progress'),
}

export const statuspageView: View = {
  name: 'statuspage',
  pages: (_status, { changed }) =>
    Object.entries(files).map(([file, write]) => ({
      address: `/api/v2/${file}`,
      version: `${changed}`,
      plain: true,
      render: page => new Html(JSON.stringify(write(page))),
    })),
}

const rootOf = (page: Page): string => absolute(page, '/').replace(/\/$/, '')
const pageId = (page: Page): string => idOf('page', rootOf(page))

/** `updated_at` is the last change that can be seen: what did not change stays the same byte for byte. */
function whose(page: Page) {
  const { components, open, latest, maintenances } = page.status
  const updated_at = [
    ...components.map(component => component.since),
    ...[...open, ...latest].map(updatedAt),
    ...maintenances.map(maintenance => maintenance.created_at),
  ].reduce((a, b) => (a > b ? a : b), new Date(0).toISOString())
  const { title, time_zone } = page.site
  return { page: { id: pageId(page), name: title ?? page.words.title, url: rootOf(page), time_zone, updated_at } }
}

const statusOf = (page: Page) => ({ status: statuspageStatus(page.status) })
const componentsOf = (page: Page) => ({ components: statuspageComponents(pageId(page), page.status.components) })

function incidentsOf(page: Page, incidents: Page['status']['open']) {
  const around = {
    page_id: pageId(page),
    ...componentsOf(page),
    addressOf: (incident: (typeof incidents)[number]) => absolute(page, incidentAddress(incident)),
    bodyOf: (update: (typeof incidents)[number]['updates'][number]) =>
      wordOr(update.message, update.message_i18n, page.language) || nameOf(page, update),
  }
  return [...incidents]
    .sort((a, b) => (a.started_at < b.started_at ? 1 : -1))
    .map(incident => statuspageIncident({ ...incident, title: titleOf(page, incident) }, around))
}

function maintenancesOf(page: Page, wanted: (maintenance: PublicMaintenance) => boolean) {
  const around = { page_id: pageId(page), ...componentsOf(page), url: rootOf(page) }
  return page.status.maintenances.filter(wanted).map(maintenance => statuspageMaintenance(maintenance, around))
}

function maintenances(page: Page, wanted: (maintenance: PublicMaintenance) => boolean) {
  return { ...whose(page), scheduled_maintenances: maintenancesOf(page, wanted) }
}
