/** A provider that is known by its id alone. */
export type Known = {
  readonly id: string
  readonly name: string
  readonly kind: string
  /** Pages or feeds, as the adapter of the kind takes them; none: the vendor's own. */
  readonly urls: readonly string[]
  /** The page for people. */
  readonly page: string
  /** What its feed does not say. */
  readonly note?: string
}

type Row = readonly [id: string, name: string, page: string]

const pages = (kind: string, rows: readonly Row[]): Known[] =>
  rows.map(([id, name, page]) => ({ id, name, kind, urls: [page], page }))

const statuspages: readonly Row[] = [
  ['1password', '1Password', 'https://status.1password.com'],
  ['anthropic', 'Anthropic (Claude)', 'https://status.claude.com'],
  ['asana', 'Asana', 'https://trust.asana.com'],
  ['auth0', 'Auth0', 'https://status.auth0.com'],
  ['bitbucket', 'Atlassian Bitbucket', 'https://bitbucket.status.atlassian.com'],
  ['box', 'Box', 'https://status.box.com'],
  ['bugsnag', 'Bugsnag', 'https://status.bugsnag.com'],
  ['buildkite', 'Buildkite', 'https://www.buildkitestatus.com'],
  ['bunny', 'bunny.net', 'https://status.bunny.net'],
  ['circleci', 'CircleCI', 'https://status.circleci.com'],
  ['cloudamqp', 'CloudAMQP', 'https://status.cloudamqp.com'],
  ['cloudflare', 'Cloudflare', 'https://www.cloudflarestatus.com'],
  ['cloudinary', 'Cloudinary', 'https://status.cloudinary.com'],
  ['codecov', 'Codecov', 'https://status.codecov.io'],
  ['coinbase', 'Coinbase', 'https://status.coinbase.com'],
  ['confluence', 'Atlassian Confluence', 'https://confluence.status.atlassian.com'],
  ['confluent', 'Confluent Cloud', 'https://status.confluent.cloud'],
  ['contentful', 'Contentful', 'https://www.contentfulstatus.com'],
  ['cursor', 'Cursor', 'https://status.cursor.com'],
  ['customer-io', 'Customer.io', 'https://status.customerio.com'],
  ['datadog', 'Datadog', 'https://status.datadoghq.com'],
  ['datadog-eu', 'Datadog (EU)', 'https://status.datadoghq.eu'],
  ['deepseek', 'DeepSeek', 'https://status.deepseek.com'],
  ['digitalocean', 'DigitalOcean', 'https://status.digitalocean.com'],
  ['discord', 'Discord', 'https://discordstatus.com'],
  ['dropbox', 'Dropbox', 'https://status.dropbox.com'],
  ['duo', 'Duo Security', 'https://status.duo.com'],
  ['elastic', 'Elastic Cloud', 'https://cloud-status.elastic.co'],
  ['figma', 'Figma', 'https://status.figma.com'],
  ['fivetran', 'Fivetran', 'https://status.fivetran.com'],
  ['fly', 'Fly.io', 'https://status.flyio.net'],
  ['gandi', 'Gandi', 'https://status.gandi.net'],
  ['github', 'GitHub', 'https://www.githubstatus.com'],
  ['hubspot', 'HubSpot', 'https://status.hubspot.com'],
  ['imgix', 'imgix', 'https://status.imgix.com'],
  ['jamf', 'Jamf', 'https://status.jamf.com'],
  ['jira', 'Atlassian Jira', 'https://jira-software.status.atlassian.com'],
  ['jumpcloud', 'JumpCloud', 'https://status.jumpcloud.com'],
  ['lastpass', 'LastPass', 'https://status.lastpass.com'],
  ['launchdarkly', 'LaunchDarkly', 'https://status.launchdarkly.com'],
  ['linode', 'Linode (Akamai)', 'https://status.linode.com'],
  ['mailgun', 'Mailgun', 'https://status.mailgun.com'],
  ['mapbox', 'Mapbox', 'https://status.mapbox.com'],
  ['mixpanel', 'Mixpanel', 'https://status.mixpanel.com'],
  ['mongodb', 'MongoDB Cloud', 'https://status.cloud.mongodb.com'],
  ['netlify', 'Netlify', 'https://www.netlifystatus.com'],
  ['new-relic', 'New Relic', 'https://status.newrelic.com'],
  ['notion', 'Notion', 'https://status.notion.so'],
  ['npm', 'npm', 'https://status.npmjs.org'],
  ['opsgenie', 'Opsgenie', 'https://opsgenie.status.atlassian.com'],
  ['outscale', '3DS OUTSCALE', 'https://status.outscale.com'],
  ['outsystems', 'OutSystems', 'https://status.outsystems.com'],
  ['plaid', 'Plaid', 'https://status.plaid.com'],
  ['platform-sh', 'Platform.sh', 'https://status.platform.sh'],
  ['proton', 'Proton', 'https://status.proton.me'],
  ['pubnub', 'PubNub', 'https://status.pubnub.com'],
  ['pusher', 'Pusher', 'https://status.pusher.com'],
  ['pypi', 'PyPI and Python', 'https://status.python.org'],
  ['reddit', 'Reddit', 'https://www.redditstatus.com'],
  ['redhat', 'Red Hat', 'https://status.redhat.com'],
  ['render', 'Render', 'https://status.render.com'],
  ['rubygems', 'RubyGems', 'https://status.rubygems.org'],
  ['scaleway', 'Scaleway', 'https://status.scaleway.com'],
  ['segment', 'Segment', 'https://status.segment.com'],
  ['sentry', 'Sentry', 'https://status.sentry.io'],
  ['shopify', 'Shopify', 'https://www.shopifystatus.com'],
  ['snowflake', 'Snowflake', 'https://status.snowflake.com'],
  ['square', 'Square', 'https://www.issquareup.com'],
  ['squarespace', 'Squarespace', 'https://status.squarespace.com'],
  ['supabase', 'Supabase', 'https://status.supabase.com'],
  ['temporal', 'Temporal Cloud', 'https://status.temporal.io'],
  ['travis-ci', 'Travis CI', 'https://www.traviscistatus.com'],
  ['trello', 'Trello', 'https://trello.status.atlassian.com'],
  ['twilio', 'Twilio and SendGrid', 'https://status.twilio.com'],
  ['twitch', 'Twitch', 'https://status.twitch.tv'],
  ['vercel', 'Vercel', 'https://www.vercel-status.com'],
  ['vimeo', 'Vimeo', 'https://www.vimeostatus.com'],
  ['wasabi', 'Wasabi', 'https://status.wasabi.com'],
  ['zoom', 'Zoom', 'https://www.zoomstatus.com'],
]

const incidentIo: readonly Row[] = [
  ['aiven', 'Aiven', 'https://status.aiven.io'],
  ['brevo', 'Brevo', 'https://status.brevo.com'],
  ['cohere', 'Cohere', 'https://status.cohere.com'],
  ['hashicorp', 'HashiCorp', 'https://status.hashicorp.com'],
  ['linear', 'Linear', 'https://linearstatus.com'],
  ['miro', 'Miro', 'https://status.miro.com'],
  ['onesignal', 'OneSignal', 'https://status.onesignal.com'],
  ['openai', 'OpenAI', 'https://status.openai.com'],
  ['perplexity', 'Perplexity', 'https://status.perplexity.com'],
  ['posthog', 'PostHog', 'https://www.posthogstatus.com'],
  ['rollbar', 'Rollbar', 'https://status.rollbar.com'],
  ['zapier', 'Zapier', 'https://status.zapier.com'],
]

const instatus: readonly Row[] = [
  ['railway', 'Railway', 'https://status.railway.app'],
  ['sketch', 'Sketch', 'https://status.sketch.com'],
  ['whereby', 'Whereby', 'https://wherebystatus.com'],
]

const betterStack: readonly Row[] = [
  ['better-stack', 'Better Stack', 'https://status.betterstack.com'],
  ['hugging-face', 'Hugging Face', 'https://status.huggingface.co'],
  ['keygen', 'Keygen', 'https://status.keygen.sh'],
  ['plausible', 'Plausible Analytics', 'https://status.plausible.io'],
]

const sorry: readonly Row[] = [
  ['pingdom', 'Pingdom', 'https://status.pingdom.com'],
  ['pipedrive', 'Pipedrive', 'https://status.pipedrive.com'],
  ['postmark', 'Postmark', 'https://status.postmarkapp.com'],
]

/** The page id stands in the HTML of the page. */
const statusIo = (id: string, name: string, page: string, page_id: string): Known => ({
  id,
  name,
  kind: 'status-io',
  page,
  urls: [`https://api.status.io/1.0/status/${page_id}`],
})

const vendor = (id: string, name: string, page: string, more: Partial<Known> = {}): Known => ({
  id,
  name,
  kind: id,
  urls: [],
  page,
  ...more,
})

/** Of Internet Access, Private Access and Digital Experience. */
const zscalerClouds = ['zsn', 'zs1', 'zs2', 'zs3', 'zsc', 'zpa', 'zpatwo', 'zdx']
const ovhPages = ['public-cloud', 'web-cloud', 'network', 'bare-metal-servers']

const others: readonly Known[] = [
  statusIo('docker', 'Docker', 'https://www.dockerstatus.com', '533c6539221ae15e3f000031'),
  statusIo('gitlab', 'GitLab', 'https://status.gitlab.com', '5b36dc6502d06804c08349f7'),
  statusIo('clickup', 'ClickUp', 'https://status.clickup.com', '5b6e0963c662144d00913a09'),
  statusIo('lets-encrypt', 'Let’s Encrypt', 'https://letsencrypt.status.io', '55957a99e800baa4470002da'),
  statusIo('sumo-logic', 'Sumo Logic', 'https://status.sumologic.com', '5ea1c7ba3f2f1604b93ca38e'),
  vendor('aws', 'Amazon Web Services', 'https://health.aws.amazon.com/health/status'),
  vendor('azure', 'Microsoft Azure', 'https://azure.status.microsoft/en-us/status', {
    note: 'Only very wide incidents are published; those of one customer are in their portal.',
  }),
  vendor('azure-devops', 'Azure DevOps', 'https://status.dev.azure.com', {
    kind: 'azure',
    urls: ['https://status.dev.azure.com/_apis/status/health'],
  }),
  vendor('gcp', 'Google Cloud', 'https://status.cloud.google.com', {
    kind: 'google-cloud',
    note: 'Incidents are published late, sometimes hours after they began.',
  }),
  vendor('google-workspace', 'Google Workspace', 'https://www.google.com/appsstatus/dashboard/', {
    kind: 'google-cloud',
    urls: ['https://www.google.com/appsstatus/dashboard'],
  }),
  vendor('oracle', 'Oracle Cloud', 'https://ocistatus.oraclecloud.com'),
  vendor('ibm-cloud', 'IBM Cloud', 'https://cloud.ibm.com/status'),
  vendor('heroku', 'Heroku', 'https://status.heroku.com'),
  vendor('salesforce', 'Salesforce', 'https://status.salesforce.com'),
  vendor('tableau', 'Tableau Cloud', 'https://status.salesforce.com/products/Tableau', {
    kind: 'salesforce',
    urls: ['https://api.status.salesforce.com/v1/products/Tableau'],
  }),
  vendor('slack', 'Slack', 'https://slack-status.com'),
  vendor('m365', 'Microsoft 365 (consumer)', 'https://status.cloud.microsoft', {
    note: 'What consumers see; the health of a tenant is not public.',
  }),
  vendor('apple', 'Apple', 'https://www.apple.com/support/systemstatus/'),
  vendor('meta', 'Meta', 'https://metastatus.com'),
  vendor('okta', 'Okta', 'https://status.okta.com'),
  vendor('concur', 'SAP Concur', 'https://open.concur.com', {
    urls: ['us2', 'eu2', 'apj1', 'usg'].map(
      center => `https://open.concur.com/api/open/status_history?data_center=${center}&utc_offset=-0500`,
    ),
  }),
  vendor('zscaler', 'Zscaler', 'https://trust.zscaler.com', {
    urls: zscalerClouds.map(
      cloud => `https://trust.zscaler.com/api/cloud-status?cloud=${cloud}&requestType=core_cloud_services&dateOffset=0`,
    ),
  }),
  vendor('ovhcloud', 'OVHcloud', 'https://www.status-ovhcloud.com', {
    kind: 'statuspage',
    urls: ovhPages.map(page => `https://${page}.status-ovhcloud.com`),
  }),
  vendor('hetzner', 'Hetzner', 'https://status.hetzner.com', {
    kind: 'rss-atom',
    urls: ['https://status.hetzner.com/en.atom'],
    note: 'Its feed has no state: what is shown is concluded from its texts.',
  }),
  vendor('fastly', 'Fastly', 'https://www.fastlystatus.com', {
    kind: 'rss-atom',
    urls: ['https://www.fastlystatus.com/rss'],
    note: 'Its feed has no state: what is shown is concluded from its texts.',
  }),
  vendor('xai', 'xAI', 'https://status.x.ai', {
    kind: 'rss-atom',
    urls: ['https://status.x.ai/feed.xml'],
    note: 'Its feed is read as text: what is shown is concluded from it.',
  }),
]

export const catalogue: readonly Known[] = [
  ...pages('statuspage', statuspages),
  ...pages('incident-io', incidentIo),
  ...pages('instatus', instatus),
  ...pages('better-stack', betterStack),
  ...pages('sorryapp', sorry),
  ...others,
].toSorted((a, b) => (a.id < b.id ? -1 : 1))

const byId = new Map(catalogue.map(known => [known.id, known]))

export const knownProvider = (id: string): Known | undefined => byId.get(id)
