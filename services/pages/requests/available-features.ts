import { ListBanners } from '../../../contracts/communications/announcements.ts'
import { GetReportChallenge } from '../../../contracts/reports.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import type { Call } from '../../../kit/service/service.ts'

/** What visitors can do here, because the service that does it runs somewhere. */
export type AvailableFeatures = {
  readonly contact: boolean
  readonly reports: boolean
  readonly email: boolean
}

export const noFeatures: AvailableFeatures = { contact: false, reports: false, email: false }

/** `mails`: whether the configuration says how to send letters, and where their links lead. */
export async function discoverFeatures(
  call: Call,
  before: AvailableFeatures,
  mails: boolean,
): Promise<AvailableFeatures> {
  const contact = await answers(() => call(ListBanners, {}), before.contact)
  const reports = await answers(() => call(GetReportChallenge, {}), before.reports)
  return { contact, reports, email: contact && mails }
}

/** A service that is away for a moment is not gone: only one that runs nowhere is. */
async function answers(ask: () => Promise<unknown>, before: boolean): Promise<boolean> {
  try {
    await ask()
    return true
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    return thrown.kind === 'unavailable' ? before && thrown.code !== 'kit.no-such-peer' : true
  }
}
