import { awsSamples } from './aws-samples.ts'
import { cloudSamples } from './cloud-samples.ts'
import { platformSamples } from './platform-samples.ts'
import type { Sample } from './sample.ts'
import { statuspageSamples } from './statuspage-samples.ts'
import { vendorSamples } from './vendor-samples.ts'

export const samples: readonly Sample[] = [
  ...statuspageSamples,
  ...platformSamples,
  ...awsSamples,
  ...cloudSamples,
  ...vendorSamples,
]
