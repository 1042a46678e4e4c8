import { apple } from './apple.ts'
import { aws } from './aws.ts'
import { azure } from './azure.ts'
import { betterStack } from './better-stack.ts'
import { concur } from './concur.ts'
import { googleCloud } from './google-cloud.ts'
import { heroku } from './heroku.ts'
import { http } from './http.ts'
import { ibmCloud } from './ibm-cloud.ts'
import { incidentIo } from './incident-io.ts'
import { instatus } from './instatus.ts'
import { m365 } from './m365.ts'
import { meta } from './meta.ts'
import { okta } from './okta.ts'
import { oracle } from './oracle.ts'
import type { Adapter } from './reading/adapter.ts'
import { rssAtom } from './rss-atom.ts'
import { salesforce } from './salesforce.ts'
import { slack } from './slack.ts'
import { sorryapp } from './sorryapp.ts'
import { statusIo } from './status-io.ts'
import { statuspage } from './statuspage.ts'
import { zscaler } from './zscaler.ts'

/** Platforms that many vendors use, then vendors with a feed of their own. */
export const adapters: readonly Adapter[] = [
  ...[statuspage, incidentIo, instatus, betterStack, statusIo, sorryapp, rssAtom, http],
  ...[aws, azure, googleCloud, oracle, ibmCloud, heroku, salesforce, slack, m365],
  ...[apple, meta, okta, zscaler, concur],
]
