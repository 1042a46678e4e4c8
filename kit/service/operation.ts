import type { Static, TObject, TSchema } from 'typebox'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Who may call: everybody, or a signed-in caller whose role is at least this one. */
export type Access = 'public' | 'viewer' | 'responder' | 'admin'

/** A question or order to one service: becomes a REST route, an entry of the OpenAPI document and a typed client call. */
export type Operation<
  Params extends TObject = TObject,
  Query extends TObject = TObject,
  Body extends TSchema = TSchema,
  Output extends TSchema = TSchema,
> = {
  readonly name: string
  readonly service: string
  readonly method: Method
  /** With parameters as `:id`. */
  readonly path: string
  readonly access: Access
  readonly summary: string
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly output: Output
  /** Of the answer when all went well; 200 when left out. */
  readonly status?: number
  /** Media type when the answer is not JSON; `output` is then a string. */
  readonly content?: string
  /** Largest accepted body in bytes; when left out 64 KiB where anybody may call, else 1 MiB. */
  readonly body_limit?: number
  /** How deep JSON may be nested and how many values it may have; when left out 64 and 10,000, and of `raw` not counted. */
  readonly json_limit?: { readonly depth?: number; readonly values?: number }
  /** A key with this scope, or with one of these, may call it too, whatever its role. */
  readonly scope?: string | readonly string[]
  /**
   * Beyond the role. `people`: who signed in, so no key. `people-or-operator`: these, and the operator's key, which is not
   * made here: what grants access must not be granted by what was granted. `cluster`: a service of this cluster.
   */
  readonly audience?: 'people' | 'people-or-operator' | 'cluster'
  /** Its things belong to people: what somebody other than their owner and administrators is answered. */
  readonly own?: 'not-found' | 'forbidden'
  /**
   * Its things stand in projects: the role that it takes in the one that it is about, which only its service can tell.
   * Administrators have every role in all of them; whoever has the role `or` everywhere may as well.
   */
  readonly project_role?: { readonly needs: 'editor' | 'approver' | 'owner'; readonly or?: Access }
  /** From this very machine anybody may. */
  readonly loopback?: boolean
  /**
   * Also takes what an HTML form sends; its values are text, or a list of texts where a name comes more than once. What a
   * multipart form holds is not read.
   */
  readonly form?: boolean
  /** The body is handed over as the text that came: for protocols that say in words of their own what is wrong with it. */
  readonly raw?: boolean
  /**
   * The body is handed over as the bytes that came, and nobody has looked into them: for signatures, which are of bytes and
   * are checked before anything is parsed, and for what a worker parses.
   */
  readonly bytes?: boolean
  /** Of `bytes`: types of theirs beside JSON (`*`: whatever it is, or says nothing), and content encodings that the service undoes. */
  readonly media?: readonly string[]
  readonly encodings?: readonly string[]
  /** Whatever method it is asked with; `method` is the one that is described. */
  readonly any_method?: boolean
  /** A key may also come in the header `X-API-Key`. */
  readonly key_header?: boolean
  /** Pages of other sites may ask it, with a key of theirs: no cookie is sent along. */
  readonly cors?: boolean
  /** Asks, though its method is one that orders: an old copy of who may come in will do. */
  readonly reads?: boolean
}

export type Input<Op> =
  Op extends Operation<infer Params, infer Query, infer Body, TSchema>
    ? { readonly params: Static<Params>; readonly query: Static<Query>; readonly body: Static<Body> }
    : never

export type Output<Op> = Op extends Operation<TObject, TObject, TSchema, infer Out> ? Static<Out> : never

/** What `call` takes: only the parts that the operation declares; bytes are the body as it goes over the wire. */
export type CallInput<Op> = Partial<Omit<Input<Op>, 'body'> & { readonly body: Input<Op>['body'] | Uint8Array }>

// The defaults are closed objects, so an operation without a query refuses one.
export function defineOperation<
  Params extends TObject = TObject,
  Query extends TObject = TObject,
  Body extends TSchema = TSchema,
  Out extends TSchema = TSchema,
>(operation: Operation<Params, Query, Body, Out>): Operation<Params, Query, Body, Out> {
  if (!operation.path.startsWith('/')) throw new Error(`${operation.name}: path "${operation.path}" must start with /`)
  const open = operation.body && undecidedIn(operation.body, 'body')
  if (open) throw new Error(`${operation.name}: ${open} says neither additionalProperties: false nor true`)
  return operation
}

type Parts = {
  readonly anyOf?: readonly TSchema[]
  readonly allOf?: readonly TSchema[]
  readonly items?: TSchema
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly patternProperties?: Readonly<Record<string, TSchema>>
  readonly additionalProperties?: unknown
}

/**
 * The first object in what people send that forgot to say whether unknown fields are refused: one that is open by oversight
 * lets a stranger set what is none of theirs.
 */
function undecidedIn(schema: TSchema, place: string): string | undefined {
  const { anyOf = [], allOf = [], items, properties, patternProperties, additionalProperties }: Parts = schema
  if (properties && additionalProperties === undefined) return place
  const inner = [
    ...[...anyOf, ...allOf].map(one => [one, place] as const),
    ...(items ? [[items, `${place}[]`] as const] : []),
    ...Object.entries(properties ?? {}).map(([name, one]) => [one, `${place}.${name}`] as const),
    ...Object.values(patternProperties ?? {}).map(one => [one, `${place}.*`] as const),
  ]
  for (const [one, at] of inner) {
    const found = undecidedIn(one, at)
    if (found) return found
  }
  return undefined
}
