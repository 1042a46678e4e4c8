/** What is said of objects at the edge, and of the sources that are asked for them. */
export const edge = {
  'edge.alarm': '{metric} of {object} ({client}): {reason}',
  'edge.alarm-over': '{metric} of {object} ({client}) is as usual again',
  'edge.link-silent': 'nothing is heard of the edge {edge}',
  'edge.link-back': 'the edge {edge} is heard of again',
  'edge.source-status': 'HTTP {status}',
  'edge.source-late': 'no answer within {time}',
  'edge.source-no-json': 'the answer is no JSON',
  'edge.source-shape': 'the answer has neither of the known shapes',
  'edge.source-not-stored': 'what it says could not be stored',
  'edge.topic-names-no-client': 'names no client: its topic needs a level for the client, or client says one',
  'edge.column-length': 'must have {length, plural, one {# value} other {# values}}',
} as const
