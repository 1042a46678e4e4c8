import type { Static, TSchema } from 'typebox'

/** A fact that one service tells all others. `type` is the public name, for example `vigie.incidents.incident-opened.v1`. */
export type EventDefinition<Data extends TSchema = TSchema> = {
  readonly name: string
  readonly type: string
  readonly data: Data
  /** Somebody could come in with what it says: encrypted while it waits to be heard. */
  readonly secret?: boolean
  /** Texts or lists of it grow with use: of what is very long the middle is left out in the copy that travels. */
  readonly grows?: boolean
}

/** What travels: a CloudEvents 1.0 envelope (https://cloudevents.io), `time` in ISO 8601 UTC. */
export type Envelope<Data = unknown> = {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly data: Data
}

export type EventData<Definition> = Definition extends EventDefinition<infer Data> ? Static<Data> : never

/** A fact waiting to be published: the service's host adds id, source and time in the transaction of the change. */
export type Fact<Data = unknown> = {
  readonly definition: EventDefinition
  readonly subject: string
  readonly data: Data
}

export function defineEvent<Data extends TSchema>(
  type: string,
  data: Data,
  more: Pick<EventDefinition, 'secret' | 'grows'> = {},
): EventDefinition<Data> {
  const match = /^vigie\.(?:[a-z]+\.)?([a-z-]+)\.v\d+$/.exec(type)
  if (!match?.[1]) throw new Error(`event type "${type}" is not of the form vigie.<service>.<past-tense>.v<number>`)
  const name = match[1].replace(/(^|-)([a-z])/g, (_all, _dash: string, letter: string) => letter.toUpperCase())
  return { name, type, data, ...more }
}

/** `fact(IncidentOpened, incident.id, incident)`: what `publish` takes. Subject is the id of the thing it is about. */
export function fact<Data extends TSchema>(
  definition: EventDefinition<Data>,
  subject: string,
  data: Static<Data>,
): Fact<Static<Data>> {
  return { definition, subject, data }
}
