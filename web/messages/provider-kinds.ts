// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** What each kind of status page is, by its name; one that is not here is told in the words of the server. */
const en: Readonly<Record<string, string>> = {
  apple: 'Apple',
  aws: 'Amazon Web Services: the events of the Health Dashboard, or its RSS',
  azure: 'Microsoft Azure: wide incidents only, as its public feed has no others; and Azure DevOps',
  'better-stack': 'Status pages of Better Stack (Better Uptime)',
  concur: 'SAP Concur: the services of one data center, or the banner of its page',
  'google-cloud': 'Google Cloud, and Google Workspace at https://www.google.com/appsstatus/dashboard',
  heroku: 'Heroku',
  http: 'No status page: the answer of the address is the status',
  'ibm-cloud': 'IBM Cloud',
  'incident-io': 'Status pages of incident.io',
  instatus: 'Status pages of Instatus',
  m365: 'Microsoft 365 for consumers; what a tenant sees is not public',
  meta: 'Meta: business products of Facebook, Instagram and WhatsApp',
  okta: 'Okta; its cells are the regions, as in okta.com:7',
  oracle: 'Oracle Cloud Infrastructure',
  'rss-atom': 'Any RSS or Atom feed of incidents: a conclusion from its words, marked as derived',
  salesforce: 'Salesforce Trust; another product at https://api.status.salesforce.com/v1/products/<name>',
  slack: 'Slack',
  sorryapp: 'Status pages of Sorry™',
  'status-io': 'Status.io; the address is https://api.status.io/1.0/status/<page id>',
  statuspage: 'Atlassian Statuspage, and pages that answer api/v2/summary.json like it',
  zscaler: 'Zscaler; its clouds are the regions: zsn zs1 zs2 zs3 zsc (ZIA), zpa zpatwo, zdx',
}

const fr: Readonly<Record<string, string>> = {
  apple: 'Apple',
  aws: 'Amazon Web Services\u00a0: les événements du Health Dashboard, ou son flux RSS',
  azure:
    'Microsoft Azure\u00a0: seulement les incidents étendus, son flux public n’en donne pas d’autres\u202f; et Azure DevOps',
  'better-stack': 'Pages d’état de Better Stack (Better Uptime)',
  concur: 'SAP Concur\u00a0: les services d’un centre de données, ou le bandeau de sa page',
  'google-cloud': 'Google Cloud, et Google Workspace à l’adresse https://www.google.com/appsstatus/dashboard',
  heroku: 'Heroku',
  http: 'Pas de page d’état\u00a0: c’est la réponse de l’adresse qui fait foi',
  'ibm-cloud': 'IBM Cloud',
  'incident-io': 'Pages d’état d’incident.io',
  instatus: 'Pages d’état d’Instatus',
  m365: 'Microsoft 365 pour les particuliers\u202f; ce que voit une organisation n’est pas public',
  meta: 'Meta\u00a0: les produits professionnels de Facebook, Instagram et WhatsApp',
  okta: 'Okta\u202f; ses cellules sont les régions, par exemple okta.com:7',
  oracle: 'Oracle Cloud Infrastructure',
  'rss-atom': 'Tout flux RSS ou Atom d’incidents\u00a0: l’état est déduit de ses mots, et marqué comme tel',
  salesforce:
    'Salesforce Trust\u202f; un autre produit à l’adresse https://api.status.salesforce.com/v1/products/<nom>',
  slack: 'Slack',
  sorryapp: 'Pages d’état de Sorry™',
  'status-io': 'Status.io\u202f; l’adresse est https://api.status.io/1.0/status/<identifiant de la page>',
  statuspage: 'Atlassian Statuspage, et les pages qui répondent comme lui à api/v2/summary.json',
  zscaler: 'Zscaler\u202f; ses nuages sont les régions\u00a0: zsn zs1 zs2 zs3 zsc (ZIA), zpa zpatwo, zdx',
}

export const providerKindsWords = { en, fr } as const
