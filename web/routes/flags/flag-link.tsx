import { TextLink } from '../../design/actions/link.tsx'
import { useEnvironmentRef } from './environment.ts'

/** The one way to a flag of this place. */
export function FlagLink({ flagKey }: { flagKey: string }) {
  const { search } = useEnvironmentRef()
  return (
    <TextLink
      to="/flags/$key"
      params={{ key: flagKey }}
      search={search}
      className="font-medium wrap-anywhere"
      label={flagKey}
    />
  )
}
