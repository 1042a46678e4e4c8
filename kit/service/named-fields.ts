/**
 * These fields of what was sent, as far as they were sent. A row is never made of a whole body: what its schema might let
 * through one day would be written with it.
 */
export function namedFields<Body extends object, Name extends keyof Body & string>(
  body: Body,
  names: readonly Name[],
): Pick<Body, Name> {
  const given = names.filter(name => Object.hasOwn(body, name) && body[name] !== undefined)
  return Object.fromEntries(given.map(name => [name, body[name]])) as Pick<Body, Name>
}
