export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** AddNote */
        AddNote: {
            /** Body */
            body: string;
            /** Client Id */
            client_id: string;
        };
        /** ApiKeyList */
        ApiKeyList: {
            /** Items */
            items: components["schemas"]["ApiKeyOut"][];
        };
        /**
         * ApiKeyMade
         * @description The only time the key itself is shown.
         */
        ApiKeyMade: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Revoked At */
            revoked_at: string | null;
            /**
             * Role
             * @enum {string}
             */
            role: "associate" | "leader" | "admin";
            /** Token */
            token: string;
        };
        /** ApiKeyOut */
        ApiKeyOut: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Revoked At */
            revoked_at: string | null;
            /**
             * Role
             * @enum {string}
             */
            role: "associate" | "leader" | "admin";
        };
        /** Assign */
        Assign: {
            /**
             * Associate Id
             * Format: uuid
             */
            associate_id: string;
            /** Epoch */
            epoch: number;
        };
        /**
         * AssociateOut
         * @description An associate about themself. `paused_until`: offers went unanswered, so none come until then or until a sign.
         */
        AssociateOut: {
            /**
             * Availability
             * @enum {string}
             */
            availability: "on" | "off" | "break";
            /** Capacity */
            capacity: number;
            /** Grants */
            grants: components["schemas"]["GrantOut"][];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Languages */
            languages: string[];
            /** Load */
            load: number;
            /** Name */
            name: string;
            /** Online */
            online: boolean;
            /** Paused Until */
            paused_until: string | null;
            /** Warm Up Until */
            warm_up_until: string | null;
        };
        /** AtEpoch */
        AtEpoch: {
            /** Epoch */
            epoch: number;
        };
        /** AuthorBrief */
        AuthorBrief: {
            /** Id */
            id: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "requester" | "bot" | "associate" | "system";
            /** Name */
            name: string;
        };
        /**
         * Board
         * @description Definitions are in routing.board and routing.queries; cards, tables and charts all come from this.
         */
        Board: {
            /** Alerts */
            alerts: components["schemas"]["BoardAlert"][];
            /** Associates */
            associates: components["schemas"]["BoardAssociate"][];
            bot: components["schemas"]["BoardBot"];
            /**
             * Now
             * Format: date-time
             */
            now: string;
            offers: components["schemas"]["BoardOffers"];
            /** Queues */
            queues: components["schemas"]["BoardQueue"][];
            totals: components["schemas"]["BoardTotals"];
            /** Waiting */
            waiting: components["schemas"]["BoardWaiting"][];
        };
        /** BoardAlert */
        BoardAlert: {
            /** Brand Id */
            brand_id: string | null;
            /** Count */
            count: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "empty_pool" | "sla_risk" | "dead_letters";
            /** Text */
            text: string;
            /** Topic */
            topic: string | null;
        };
        /** BoardAssociate */
        BoardAssociate: {
            /**
             * Availability
             * @enum {string}
             */
            availability: "on" | "off" | "break";
            /** Capacity */
            capacity: number;
            /** Conversations */
            conversations: string[];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Idle S */
            idle_s: number | null;
            /** Load */
            load: number;
            /** Longest S */
            longest_s: number | null;
            /** Name */
            name: string;
            /** Online */
            online: boolean;
            /** Paused */
            paused: boolean;
        };
        /** BoardBot */
        BoardBot: {
            /** Open */
            open: number;
            /** Share Answered Today */
            share_answered_today: number | null;
        };
        /** BoardOffers */
        BoardOffers: {
            /** Accept P50 S */
            accept_p50_s: number | null;
            /** Accepted */
            accepted: number;
            /** Declined */
            declined: number;
            /** Expired */
            expired: number;
        };
        /** BoardQueue */
        BoardQueue: {
            /** Bands */
            bands: {
                [key: string]: number;
            };
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** Count */
            count: number;
            /** Longest S */
            longest_s: number;
            /** Topic */
            topic: string | null;
        };
        /** BoardTotals */
        BoardTotals: {
            /** Bot Share */
            bot_share: number | null;
            /** Longest S */
            longest_s: number;
            /** Online */
            online: number;
            /** Sla At Risk */
            sla_at_risk: number;
            /** Waiting */
            waiting: number;
        };
        /** BoardWaiting */
        BoardWaiting: {
            /** At Risk */
            at_risk: boolean;
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /**
             * Conversation Id
             * Format: uuid
             */
            conversation_id: string;
            /** Eligible */
            eligible: number;
            /** Offers */
            offers: number;
            /** Sla Due At */
            sla_due_at: string | null;
            /** Still There */
            still_there: ("hold" | "silent") | null;
            /** Topic */
            topic: string | null;
            /** Waiting S */
            waiting_s: number;
        };
        /** BotBrief */
        BotBrief: {
            /** Enabled */
            enabled: boolean;
            /** Greeting */
            greeting: string;
            /** Name */
            name: string;
        };
        /** BrandAssociateList */
        BrandAssociateList: {
            /** Items */
            items: components["schemas"]["BrandAssociateOut"][];
        };
        /**
         * BrandAssociateOut
         * @description An associate as their leader sees them. `idle_s` is null while they carry something.
         */
        BrandAssociateOut: {
            /**
             * Availability
             * @enum {string}
             */
            availability: "on" | "off" | "break";
            /** Capacity */
            capacity: number;
            /** Channels */
            channels: string[];
            /** Clearance */
            clearance: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Idle S */
            idle_s: number | null;
            /** Languages */
            languages: string[];
            /** Load */
            load: number;
            /** Name */
            name: string;
            /** Online */
            online: boolean;
            /** Paused Until */
            paused_until: string | null;
            /** Topics */
            topics: string[];
        };
        /** BrandBrief */
        BrandBrief: {
            /** Accent */
            accent: string | null;
            /** Languages */
            languages: string[];
            /** Name */
            name: string;
        };
        /** BrandList */
        BrandList: {
            /** Items */
            items: components["schemas"]["BrandOut"][];
        };
        /**
         * BrandOut
         * @description A brand as those see it who work in it.
         */
        BrandOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Key */
            key: string;
            /** Languages */
            languages: string[];
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "associate" | "leader" | "admin";
            /** Topics */
            topics: components["schemas"]["MeTopic"][];
        };
        /** ChooseAvailability */
        ChooseAvailability: {
            /**
             * Availability
             * @enum {string}
             */
            availability: "on" | "off" | "break";
        };
        /**
         * ChooseCapacity
         * @description How many conversations at once, in units of a chat.
         */
        ChooseCapacity: {
            /** Capacity */
            capacity: number;
        };
        /** Classify */
        Classify: {
            /** Epoch */
            epoch: number;
            /** Priority */
            priority: number;
            /** Topic */
            topic: string | null;
        };
        /**
         * ContactOut
         * @description A contact with what was proved (identities), what was claimed (attributes) and their earlier conversations.
         */
        ContactOut: {
            /** Attributes */
            attributes: {
                [key: string]: unknown;
            };
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** Conversations */
            conversations: components["schemas"]["ConversationBrief"][];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Identities */
            identities: components["schemas"]["IdentityOut"][];
            /**
             * Kind
             * @enum {string}
             */
            kind: "customer" | "worker" | "business" | "employee";
            /** Language */
            language: string | null;
            /** Name */
            name: string;
            /** Verified */
            verified: boolean;
        };
        /** ConversationBrief */
        ConversationBrief: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Preview */
            preview: string;
            /** Status */
            status: string;
            /** Topic */
            topic: string | null;
        };
        /**
         * ConversationOut
         * @description A conversation opened: `epoch_token` is the stream epoch to resume under, with the row's `seq`.
         */
        ConversationOut: {
            conversation: components["schemas"]["ConversationRow"];
            /** Entries */
            entries: components["schemas"]["EntryOut"][];
            /** Epoch Token */
            epoch_token: string;
            handover: components["schemas"]["HandoverOut"] | null;
        };
        /** ConversationPage */
        ConversationPage: {
            /** Items */
            items: components["schemas"]["ConversationRow"][];
            /** Next */
            next: string | null;
        };
        /**
         * ConversationRow
         * @description A conversation as lists show it.
         */
        ConversationRow: {
            associate: components["schemas"]["PersonBrief"] | null;
            /** Awaiting Reply Since */
            awaiting_reply_since: string | null;
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** Channel */
            channel: string;
            contact: components["schemas"]["gigline__conversations__schemas__ContactBrief"];
            /** Epoch */
            epoch: number;
            /**
             * Holder
             * @enum {string}
             */
            holder: "bot" | "queue" | "associate";
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Language */
            language: string;
            /**
             * Last Message At
             * Format: date-time
             */
            last_message_at: string;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Preview */
            preview: string;
            /** Priority */
            priority: number;
            /** Queued At */
            queued_at: string | null;
            /**
             * Requester Kind
             * @enum {string}
             */
            requester_kind: "customer" | "worker" | "business" | "employee";
            /** Segment */
            segment: number;
            /** Seq */
            seq: number;
            /** Sla Due At */
            sla_due_at: string | null;
            /** Snippet */
            snippet?: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "resolved";
            /** Topic */
            topic: string | null;
        };
        /** CountsOut */
        CountsOut: {
            /** All */
            all: number;
            /** Bot */
            bot: number;
            /** Mine */
            mine: number;
            /** Waiting */
            waiting: number;
        };
        /** CsatByKind */
        CsatByKind: {
            /** Answered By */
            answered_by: string;
            /** Count */
            count: number;
            /** Good Share */
            good_share: number | null;
            /** Mean */
            mean: number | null;
            /** Requester Kind */
            requester_kind: string;
        };
        /** CsatOut */
        CsatOut: {
            /** Count */
            count: number;
            /** Good Share */
            good_share: number | null;
            /** Mean */
            mean: number | null;
        };
        /** DayOut */
        DayOut: {
            /** Contained */
            contained: number;
            /**
             * Day
             * Format: date-time
             */
            day: string;
            /** Handed Over */
            handed_over: number;
            /** Resolved */
            resolved: number;
            /** Segments */
            segments: number;
            /** Started With Bot */
            started_with_bot: number;
        };
        /** DeadLetterList */
        DeadLetterList: {
            /** Items */
            items: components["schemas"]["DeadLetterOut"][];
            /** Total */
            total: number;
        };
        /**
         * DeadLetterOut
         * @description A delivery that was given up. `error` is the error's kind; its text may hold what people wrote.
         */
        DeadLetterOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Attempts */
            attempts: number;
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** Conversation Id */
            conversation_id: string | null;
            /** Error */
            error: string | null;
            /** Event */
            event: string;
            /** Id */
            id: number;
            /** Subscriber */
            subscriber: string;
        };
        /**
         * DecisionOut
         * @description The whole record. `replays`: the recorded facts, policy and seed give the same choice again.
         */
        DecisionOut: {
            /**
             * Associate Id
             * Format: uuid
             */
            associate_id: string;
            /**
             * Conversation Id
             * Format: uuid
             */
            conversation_id: string;
            /** Decision */
            decision: {
                [key: string]: unknown;
            };
            /** End Reason */
            end_reason: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Names */
            names: {
                [key: string]: string;
            };
            /**
             * Offer Id
             * Format: uuid
             */
            offer_id: string;
            /**
             * Offered At
             * Format: date-time
             */
            offered_at: string;
            /** Policy */
            policy: string;
            /** Policy Version */
            policy_version: number;
            reason: components["schemas"]["OfferReason"];
            /** Replays */
            replays: boolean;
            /** Seed */
            seed: string;
            /** State */
            state: string;
        };
        /** Decline */
        Decline: {
            /** Reason */
            reason?: string | null;
        };
        /** EntryList */
        EntryList: {
            /** Items */
            items: components["schemas"]["EntryOut"][];
        };
        /**
         * EntryOut
         * @description One line of the log.
         */
        EntryOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            author: components["schemas"]["AuthorBrief"];
            /** Body */
            body: string;
            /** Client Id */
            client_id: string | null;
            /** Data */
            data: {
                [key: string]: unknown;
            };
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "message" | "note" | "activity" | "receipt";
            /** Segment */
            segment: number;
            /** Seq */
            seq: number;
            /** State */
            state: string | null;
        };
        /**
         * ErrorBody
         * @description Every error looks like this. `code` is for programs, `detail` for people, `current` says how things stand.
         */
        ErrorBody: {
            error: components["schemas"]["ErrorFacts"];
        };
        /** ErrorFacts */
        ErrorFacts: {
            /** Code */
            code: string;
            /** Current */
            current?: {
                [key: string]: unknown;
            } | null;
            /** Detail */
            detail: string;
            /** Fields */
            fields?: components["schemas"]["FieldProblem"][] | null;
        };
        /** FactOut */
        FactOut: {
            /** Kind */
            kind: string;
            /** Seq */
            seq: number;
            /** Value */
            value: string;
        };
        /**
         * FieldProblem
         * @description One thing that is wrong with a request: where (`body.email`), what kind, and in words.
         */
        FieldProblem: {
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /** Path */
            path: string;
        };
        /**
         * FoundArticle
         * @description An article for people, with its best-fitting passage and how well it fits (higher is better).
         */
        FoundArticle: {
            /** Body */
            body: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Kinds */
            kinds: string[];
            /** Language */
            language: string;
            /** Passage */
            passage: string;
            /** Score */
            score: number;
            /** Slug */
            slug: string;
            /** Title */
            title: string;
            /** Topic */
            topic: string;
        };
        /**
         * FoundArticles
         * @description Best first.
         */
        FoundArticles: {
            /** Items */
            items: components["schemas"]["FoundArticle"][];
        };
        /** Accepted */
        gigline__api__widget__schemas__Accepted: {
            /**
             * Accepted
             * @default true
             */
            accepted: boolean;
            /** Client Id */
            client_id: string;
            /** New */
            new: boolean;
        };
        /** ContactBrief */
        gigline__api__widget__schemas__ContactBrief: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Verified */
            verified: boolean;
        };
        /** ContactBrief */
        gigline__conversations__schemas__ContactBrief: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "customer" | "worker" | "business" | "employee";
            /** Name */
            name: string;
            /** Verified */
            verified: boolean;
        };
        /** Accepted */
        gigline__routing__schemas__Accepted: {
            /**
             * Conversation Id
             * Format: uuid
             */
            conversation_id: string;
            /** Epoch */
            epoch: number;
        };
        /**
         * GrantOut
         * @description No topics or channels = all.
         */
        GrantOut: {
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** Brand Name */
            brand_name: string;
            /** Channels */
            channels: string[];
            /** Clearance */
            clearance: number;
            /** Topics */
            topics: string[];
        };
        /**
         * HandoverOut
         * @description The record that came with the hand-over.
         */
        HandoverOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Facts */
            facts: components["schemas"]["FactOut"][];
            /** Intent */
            intent: string | null;
            /** Reason */
            reason: string;
            /** Steps */
            steps: string[];
            /** Summary */
            summary: string;
            /** Topic */
            topic: string | null;
        };
        /** IdentityOut */
        IdentityOut: {
            /** Type */
            type: string;
            /** Value */
            value: string;
            /** Verified */
            verified: boolean;
        };
        /**
         * IdentitySecret
         * @description What the brand signs its identity tokens with (HS256).
         */
        IdentitySecret: {
            /** Secret */
            secret: string;
        };
        /** LeaveAddress */
        LeaveAddress: {
            /** Email */
            email?: string | null;
            /** Phone */
            phone?: string | null;
        };
        /**
         * Me
         * @description Who is signed in, where they work, and the CSRF token of the session.
         */
        Me: {
            /** Brands */
            brands: components["schemas"]["MeBrand"][];
            /** Csrf */
            csrf: string;
            /** Operator */
            operator: boolean;
            person: components["schemas"]["MePerson"];
        };
        /** MeBrand */
        MeBrand: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Key */
            key: string;
            /** Languages */
            languages: string[];
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "associate" | "leader" | "admin";
            /** Topics */
            topics: components["schemas"]["MeTopic"][];
        };
        /** MePerson */
        MePerson: {
            /** Email */
            email: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
        };
        /** MeTopic */
        MeTopic: {
            /** Key */
            key: string;
            /** Name */
            name: string;
        };
        /** NewApiKey */
        NewApiKey: {
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "associate" | "leader" | "admin";
        };
        /** NoteReceipt */
        NoteReceipt: {
            /** Seq */
            seq: number;
            /**
             * State
             * @enum {string}
             */
            state: "delivered" | "read";
        };
        /** OfferList */
        OfferList: {
            /** Items */
            items: components["schemas"]["OfferOut"][];
        };
        /**
         * OfferOut
         * @description A live offer. `preview`: the last message with addresses and numbers masked; the rest is seen on accepting.
         */
        OfferOut: {
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** Brand Name */
            brand_name: string;
            /** Channel */
            channel: string;
            /**
             * Conversation Id
             * Format: uuid
             */
            conversation_id: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Expires In S */
            expires_in_s: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Offered At
             * Format: date-time
             */
            offered_at: string;
            /** Preview */
            preview: string;
            /** Priority */
            priority: number;
            reason: components["schemas"]["OfferReason"];
            /** Requester Kind */
            requester_kind: string;
            /** Topic */
            topic: string | null;
            /** Waiting S */
            waiting_s: number;
        };
        /**
         * OfferReason
         * @description One sentence, and the parts of the score.
         */
        OfferReason: {
            /** Parts */
            parts: {
                [key: string]: number;
            };
            /** Summary */
            summary: string;
        };
        /** PersonBrief */
        PersonBrief: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * QueuePlace
         * @description `eta_s` is None when nobody can say honestly.
         */
        QueuePlace: {
            /** Eta S */
            eta_s: {
                [key: string]: number;
            } | null;
            /** Position */
            position: number;
        };
        /** Rate */
        Rate: {
            /**
             * Comment
             * @default
             */
            comment: string;
            /** Score */
            score: number;
            /** Segment */
            segment: number;
        };
        /**
         * RatingState
         * @description Which resolution may be rated, and how it was.
         */
        RatingState: {
            /** Comment */
            comment: string;
            /** Score */
            score: number | null;
            /** Segment */
            segment: number;
        };
        /**
         * ResolutionReport
         * @description `definitions` says in words what each figure counts.
         */
        ResolutionReport: {
            assumed_resolved: components["schemas"]["Share"];
            /** By Day */
            by_day: components["schemas"]["DayOut"][];
            contained: components["schemas"]["Share"];
            csat: components["schemas"]["CsatOut"];
            /** Csat By Kind */
            csat_by_kind: components["schemas"]["CsatByKind"][];
            /** Days */
            days: number;
            /** Definitions */
            definitions: {
                [key: string]: string;
            };
            /** Handed Over */
            handed_over: number;
            /** Resolved */
            resolved: number;
            /** Segments */
            segments: number;
            /** Started With Bot */
            started_with_bot: number;
            true_resolved: components["schemas"]["TrueResolution"];
        };
        /** RetryAccepted */
        RetryAccepted: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** State */
            state: string;
        };
        /** SendMessage */
        SendMessage: {
            /** Body */
            body: string;
            /** Client Id */
            client_id: string;
            /** Epoch */
            epoch: number;
        };
        /**
         * Share
         * @description `count` of `of`; `share` is None when there is nothing to divide.
         */
        Share: {
            /** Count */
            count: number;
            /** Of */
            of: number;
            /** Share */
            share: number | null;
        };
        /** SignIn */
        SignIn: {
            /** Email */
            email: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * StartSession
         * @description `account` is the script tag's data-brand; `visitor` the token of an earlier session of this browser.
         */
        StartSession: {
            /** Account */
            account: string;
            /** Identity Token */
            identity_token?: string | null;
            /** Page */
            page?: string | null;
            /** Visitor */
            visitor?: string | null;
        };
        /** Transfer */
        Transfer: {
            /** Epoch */
            epoch: number;
            to: components["schemas"]["TransferTarget"];
        };
        /** TransferTarget */
        TransferTarget: {
            /** Associate Id */
            associate_id?: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "queue" | "associate" | "bot";
            /**
             * Note
             * @default
             */
            note: string;
        };
        /** TrueResolution */
        TrueResolution: {
            d7: components["schemas"]["Share"];
            d30: components["schemas"]["Share"];
            h48: components["schemas"]["Share"];
        };
        /**
         * Why
         * @description Plain words for the associate.
         */
        Why: {
            /**
             * Offer Id
             * Format: uuid
             */
            offer_id: string;
            /** Sentences */
            sentences: string[];
            /** State */
            state: string;
        };
        /**
         * WidgetConversation
         * @description The requester's conversation; all None before they wrote.
         */
        WidgetConversation: {
            /** Available */
            available: boolean;
            /** Conversation */
            conversation: {
                [key: string]: unknown;
            } | null;
            /** Entries */
            entries: {
                [key: string]: unknown;
            }[];
            queue: components["schemas"]["QueuePlace"] | null;
            rating: components["schemas"]["RatingState"] | null;
        };
        /**
         * WidgetSession
         * @description `token` is the bearer token of all other calls, `visitor` is kept by the browser for next time.
         */
        WidgetSession: {
            /** Available */
            available: boolean;
            bot: components["schemas"]["BotBrief"];
            brand: components["schemas"]["BrandBrief"];
            contact: components["schemas"]["gigline__api__widget__schemas__ContactBrief"];
            /** Conversation */
            conversation: string | null;
            /** Token */
            token: string;
            /** Visitor */
            visitor: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
