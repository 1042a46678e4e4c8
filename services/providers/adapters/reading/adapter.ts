import type { en } from '../../../../contracts/messages/en/catalogue.ts'
import { inEnglish, type Message } from '../../../../contracts/messages/words.ts'
import type { ProviderPhase, ProviderState } from '../../../../contracts/providers.ts'
import type { Say } from '../../../../kit/messages/message.ts'

/** One answer of a provider's server, as it came. */
export type Document = {
  readonly url: string
  readonly content_type: string | null
  readonly body: Uint8Array
}

export type Documents = readonly [Document, ...Document[]]

/** A leaf of the provider's page: never a group that repeats its children. */
export type Component = {
  readonly id: string
  readonly name: string
  readonly group: string | null
  readonly region: string | null
  readonly state: ProviderState
  /** The provider says that it does not watch it: only counts for those who ask for it. */
  readonly unwatched?: boolean
}

export type Update = { readonly at: string | null; readonly phase: ProviderPhase; readonly text: string }

export type Incident = {
  readonly id: string
  readonly title: string
  readonly phase: ProviderPhase
  readonly impact: ProviderState
  readonly started_at: string | null
  readonly updated_at: string | null
  readonly resolved_at: string | null
  readonly url: string | null
  /** Names, as in the components where there are any. */
  readonly components: readonly string[]
  /** None: everywhere. */
  readonly regions: readonly string[]
  readonly updates: readonly Update[]
  /** Where the provider tells the state of each service that the incident touches. */
  readonly parts?: readonly Component[]
}

export type Maintenance = {
  readonly id: string
  readonly title: string
  readonly phase: ProviderPhase
  readonly starts_at: string | null
  readonly ends_at: string | null
  readonly url: string | null
  readonly components: readonly string[]
}

/** What a provider's documents say, in our words and without judgement. */
export type Reading = {
  readonly source_updated_at: string | null
  /**
   * What the state is taken from. `components`: each has one. `incidents`: the feed tells of trouble only, and silence
   * means well.
   */
  readonly decided_by: 'components' | 'incidents'
  /** What the page says of itself as a whole. */
  readonly stated: ProviderState | null
  readonly components: readonly Component[]
  readonly incidents: readonly Incident[]
  readonly maintenances: readonly Maintenance[]
  /** The regions that the provider is known to have; a component without region is then everywhere. */
  readonly regions: readonly string[]
  /** How sure a severity is that the feed does not state: true when the adapter concluded it. */
  readonly guessed: boolean
  /** One of several pages could not be read: what is missing here may still go on. */
  readonly partial: boolean
  /** Nobody renews it: after this time it says nothing any more. */
  readonly expires_at: string | null
  /** Each of these makes the state unknown, unless something worse is certain. */
  readonly doubts: readonly Message[]
}

export type ReadContext = {
  /** Epoch milliseconds. */
  readonly now: number
  /** The provider used a word that no document explains. */
  readonly unknownWord: (word: string) => void
}

export type Feed = {
  readonly url: string
  /** Without an optional one the others still tell the state. */
  readonly optional?: boolean
}

export type Adapter = {
  readonly kind: string
  /** One line. */
  readonly summary: string
  /** Where the vendor's only page is; null for a kind that many vendors use. */
  readonly url: string | null
  /**
   * Several ways to ask, the best first; the feeds of one way are read together. `page` has no slash at its end. Left out:
   * the page itself is the feed.
   */
  readonly ways?: (page: string) => readonly (readonly Feed[])[]
  /** Recognises each document by its shape. Throws `Unreadable` when it is not what was expected. */
  readonly read: (documents: Documents, context: ReadContext) => Reading
  /** Not asked more often than this, because its answer is large. Seconds. */
  readonly pace_s?: number
  /** For a target without a status page: the answer itself is the status. */
  readonly readAnswer?: (answer: Answer) => Reading
}

export type Answer =
  | { readonly status: number }
  /** `proven`: somebody there refused, or others could be reached meanwhile, so that it is not our own network. */
  | { readonly failure: Message; readonly proven: boolean }

/** The documents do not have the shape that the adapter knows: nothing can be said from them. */
export class Unreadable extends Error {
  readonly reason: Message

  constructor(reason: Message) {
    super(inEnglish(reason))
    this.reason = reason
  }
}

/** `throw unreadable('provider.not-json')` */
export const unreadable: Say<typeof en, Unreadable> = (code, ...[params]) =>
  new Unreadable(params ? { code, params } : { code })

export function reading(said: Partial<Reading>): Reading {
  return {
    source_updated_at: null,
    decided_by: 'components',
    stated: null,
    components: [],
    incidents: [],
    maintenances: [],
    regions: [],
    guessed: false,
    partial: false,
    expires_at: null,
    doubts: [],
    ...said,
  }
}

type Said<Thing, Key extends keyof Thing> = Pick<Thing, Key> & Partial<Thing>

export const component = (said: Said<Component, 'id' | 'name' | 'state'>): Component => ({
  group: null,
  region: null,
  ...said,
})

/** Of a feed that tells of trouble only. */
export const healthy = (name: string, id = name): Component => component({ id, name, state: 'operational' })

export const incident = (said: Said<Incident, 'id' | 'title' | 'phase' | 'impact'>): Incident => ({
  started_at: null,
  updated_at: null,
  resolved_at: null,
  url: null,
  components: [],
  regions: [],
  updates: [],
  ...said,
})

export const maintenance = (said: Said<Maintenance, 'id' | 'title' | 'phase'>): Maintenance => ({
  starts_at: null,
  ends_at: null,
  url: null,
  components: [],
  ...said,
})
