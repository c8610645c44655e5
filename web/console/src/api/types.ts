/**
 * The shapes of the HTTP contract, named as the console speaks of them. They are generated (`schema.d.ts`) from the
 * server's OpenAPI; here they only get short names, and closed sets where the server says `string`.
 * Ids are UUID strings, times ISO-8601 UTC, durations seconds.
 */
import type { components } from './schema'

type Schemas = components['schemas']

export type Box = 'mine' | 'waiting' | 'all' | 'bot'
export type DeliveryState = 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown'
export type AgeBand = '<30' | '30-60' | '1-3m' | '>3m'

export interface Page<T> {
  items: T[]
  next: string | null
}

export type Me = Schemas['Me']
export type Brand = Schemas['MeBrand']

export type ConversationRow = Schemas['ConversationRow']
export type Status = ConversationRow['status']
export type ListFilter = Required<Schemas['ListFilter']>
export type Counted = Schemas['CountOut']
export type SavedView = Omit<Schemas['ViewOut'], 'filter'> & { filter: ListFilter }
export type Step = Schemas['Together']['step']
export type StepResult = Schemas['TogetherResult']
export type Named = Schemas['PersonBrief']
export type Counts = Schemas['CountsOut']

export type AuthorKind = Schemas['AuthorBrief']['kind']
export interface Entry extends Omit<Schemas['EntryOut'], 'state'> {
  state: DeliveryState | null
}
export interface Citation {
  article: string
  title: string
}

export type Handover = Schemas['HandoverOut']
export interface ConversationState extends Omit<Schemas['ConversationOut'], 'entries'> {
  entries: Entry[]
}

export type Contact = Schemas['ContactOut']
export type ContactIdentity = Schemas['IdentityOut']
export type ContactMerge = Schemas['MergeOut']
export type ContactRow = Schemas['ContactRow']
export type Way = Schemas['WayOut']
export type Callback = Schemas['CallbackOut']
export type StoredUpload = Schemas['FileOut']
export type SuggestedReply = Schemas['SuggestedReply']
export type SuggestedReplies = Schemas['SuggestedReplies']
export type OwnReply = Schemas['OwnReply']
export type KeepReply = Schemas['KeepReply']
export type ReplyReport = Schemas['ReplyReport']
export type ReplyFigures = Schemas['ReplyOut']
export type Article = Schemas['FoundArticle']
export type Draft = Schemas['DraftOut']

export type Offer = Schemas['OfferOut']
export type Why = Schemas['Why']
export type NotOffered = Schemas['NotOfferedOut']
export type OfferLine = Schemas['OfferLineOut']
export type Decision = Schemas['DecisionOut']
export type TransferTarget = Omit<Schemas['TransferTarget'], 'associate_id'> & { associate_id?: string }

export type Associate = Schemas['AssociateOut']
export type Availability = Associate['availability']
export type Colleague = Schemas['BrandAssociateOut']

export type Board = Schemas['Board']
export type BoardWaiting = Schemas['BoardWaiting']
export type BoardQueue = Schemas['BoardQueue']
export type BoardPool = Schemas['BoardPool']
export type BoardRouter = Schemas['BoardRouter']
export type BoardAssociate = Schemas['BoardAssociate']
export type BoardAlert = Schemas['BoardAlert']

export type FiguresReport = Schemas['FiguresReport']
export type ReportRow = Schemas['RowOut']
export type Figure = Schemas['FigureOut']
export type Measure = Schemas['MeasureOut']
export type DeadLetter = Schemas['DeadLetterOut']

export type LearningCounts = Schemas['LearningCounts']
export type Flow = Schemas['FlowOut']
export type Candidate = Schemas['CandidateOut']
export type CandidateWithEvidence = Schemas['CandidateWithEvidence']
export type CandidateState = Candidate['state']
export type EditCandidate = Schemas['EditCandidate']
export type Audit = Schemas['AuditOut']
export type Verdict = NonNullable<Audit['verdict']>
export type Gap = Schemas['GapOut']
export type WriteArticle = Schemas['WriteArticle']
export type LogRow = Schemas['LogOut']
export type TopicStanding = Schemas['TopicStanding']
export type BotReport = Schemas['BotReport']
export type BotFigures = Schemas['BotFigures']
export type Precision = Schemas['Precision']

export type MyCall = Omit<Schemas['MyCall'], 'ice_servers'> & { ice_servers: Schemas['IceServerOut'][] }
export type Call = Schemas['CallOut']
export type Talk = Schemas['TalkCall']['to']
export type OwnPhone = Schemas['OwnPhone']

export type Actions = Schemas['ActionsOut']
export type Action = Schemas['ActionOut']
export type ActionInput = Schemas['InputOut']
export type ActionRun = Schemas['RunOut']
export type AddressType = Actions['codes'][number]
