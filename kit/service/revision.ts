import { Type } from 'typebox'

/** In the query of an operation that replaces what several people may edit. */
export const RevisionQuery = {
  revision: Type.Optional(
    Type.Integer({
      description: 'The revision that was edited; answers 409 with the present state when there is a later one.',
    }),
  ),
}

/** Nobody overwrites what they have not seen. Without a revision the last one to write wins. */
export const isOutdated = (asked: number | undefined, present: { readonly revision: number }): boolean =>
  asked !== undefined && asked !== present.revision
