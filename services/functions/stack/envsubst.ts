const reference = /\$\{(?<name>[A-Za-z_]\w*)(?:(?<operator>:-|-|:=|=)(?<fallback>[^}]*))?\}/g

/**
 * `${NAME}`, `${NAME:-default}`: replaced in the text before it is parsed, and by nothing where nobody set it, as `faas-cli` does.
 * Source: the package envsubst of drone, which `faas-cli` calls.
 */
export function envsubst(text: string, variables: Readonly<Record<string, string | undefined>>): string {
  return text.replace(reference, (_all, ...rest) => {
    const { name, operator, fallback } = rest.at(-1) as { name: string; operator?: string; fallback?: string }
    const value = variables[name]
    // With the colon an empty value counts as none.
    const isMissing = operator?.startsWith(':') ? !value : value === undefined
    return isMissing ? (fallback ?? '') : (value ?? '')
  })
}
