import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { EventData, EventDefinition } from '../../contracts/operation.ts'
import { type LiveFrame, type LiveHello, StreamLive } from '../../contracts/pages/live.ts'
import { renew } from './api-client.ts'
import { now } from './clock.ts'
import { createStore } from './external-store.ts'
import { liveEffects } from './live-effects.ts'
import { pathOf } from './path-of.ts'
import { meOptions } from './session.ts'

/** `live`: the stream is open. `polling`: it is not, and answers are asked for every 30 s. `lost`: nobody answers. */
export type Connection = { readonly state: 'starting' | 'live' | 'polling' | 'lost'; readonly since: number }

type Listener = { readonly type: string; readonly handle: (frame: LiveFrame) => void }

const listeners = new Set<Listener>()
const connection = createStore<Connection>({ state: 'starting', since: now() })
export const useConnection = connection.use

function become(state: Connection['state']): void {
  if (connection.get().state !== state) connection.set({ state, since: now() })
}

/** Calls `handle` for every event of this sort; `data` is null when the event was too large to be streamed. */
export function useLive<Definition extends EventDefinition>(
  definition: Definition,
  handle: (data: EventData<Definition> | null, subject: string) => void,
): void {
  const latest = useRef(handle)
  latest.current = handle
  useEffect(() => {
    const listener: Listener = {
      type: definition.type,
      handle: ({ data, subject }) => latest.current(data as EventData<Definition> | null, subject),
    }
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, [definition.type])
}

const pollMs = 30_000

/** One stream for the whole console, for as long as somebody is signed in. */
export function useLiveStream(signedIn: boolean): void {
  const client = useQueryClient()
  useEffect(() => (signedIn ? openStream(client) : undefined), [client, signedIn])
}

function openStream(client: QueryClient): () => void {
  let source: EventSource | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  const effects = liveEffects(client)
  const open = () => {
    source = new EventSource(pathOf(StreamLive.path))
    source.addEventListener('hello', event => greet(JSON.parse(event.data)))
    source.addEventListener('reset', () => void client.invalidateQueries())
    for (const { definition, effect } of effects) {
      source.addEventListener(definition.type, event => {
        const frame: LiveFrame = JSON.parse(event.data)
        effect(frame)
        for (const { type, handle } of listeners) if (type === frame.type) handle(frame)
      })
    }
    source.addEventListener('error', () => {
      become(navigator.onLine ? 'polling' : 'lost')
      // The browser comes back by itself, unless it was told to go away.
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, 5_000)
    })
  }
  const greet = async (hello: LiveHello) => {
    // With a token that ran out the stream has only what is public: it is opened again with a fresh one.
    if (hello.role === 'none' && (await renew().catch(() => false))) {
      source?.close()
      return open()
    }
    // A role that was changed, or a session that has ended: the stream breaks off then, and is greeted anew.
    const me = client.getQueryData(meOptions.queryKey)
    if (me && me.role !== hello.role) void client.invalidateQueries({ queryKey: meOptions.queryKey })
    if (!hello.resumed && connection.get().state !== 'starting') void client.invalidateQueries()
    become('live')
  }
  open()
  const poll = setInterval(() => {
    if (connection.get().state !== 'live' && document.visibilityState === 'visible') void client.invalidateQueries()
  }, pollMs)
  return () => {
    source?.close()
    clearTimeout(again)
    clearInterval(poll)
  }
}
