export type Instruction = { readonly name: string; readonly text: string; readonly line: number }

/** The instructions of a Dockerfile, with continued lines joined; comments and blank lines are dropped. */
export function parseDockerfile(source: string): Instruction[] {
  const instructions: Instruction[] = []
  let open: { line: number; parts: string[] } | undefined
  for (const [index, row] of source.split('\n').entries()) {
    if (/^\s*(#|$)/.test(row)) continue
    open ??= { line: index + 1, parts: [] }
    open.parts.push(row.trim().replace(/\\$/, '').trim())
    if (row.trimEnd().endsWith('\\')) continue
    const [name = '', ...words] = open.parts.join(' ').split(/\s+/)
    instructions.push({ name, text: words.join(' '), line: open.line })
    open = undefined
  }
  if (open) throw new Error(`line ${open.line}: the instruction never ends`)
  return instructions
}

/** https://docs.docker.com/reference/dockerfile/ */
export const dockerfileInstructions: ReadonlySet<string> = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
)
