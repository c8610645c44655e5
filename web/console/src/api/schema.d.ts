export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** AccountList */
        AccountList: {
            /** Items */
            items: components["schemas"]["AccountOut"][];
        };
        /**
         * AccountOut
         * @description An account and its last 24 hours. `address` is where the provider delivers, `trouble` why it cannot be asked now,
         *     in a word, `consent_at` whose page it can be signed in on, `lays_aside` whether deliveries may be kept that are no
         *     messages.
         */
        AccountOut: {
            /** Address */
            address: string | null;
            /** Consent At */
            consent_at: string | null;
            /** Failed */
            failed: number;
            /** Fields */
            fields: components["schemas"]["FieldOut"][];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Key */
            key: string;
            /** Kind */
            kind: string;
            /** Last Received At */
            last_received_at: string | null;
            /** Lays Aside */
            lays_aside: boolean;
            /** Native */
            native: boolean;
            /** Ready */
            ready: boolean;
            /** Received */
            received: number;
            /** Sent */
            sent: number;
            /** Testable */
            testable: boolean;
            /** Trouble */
            trouble: string | null;
            /** Unknown */
            unknown: number;
            /** Waiting */
            waiting: number;
            /** Window S */
            window_s: number | null;
        };
        /**
         * ActionOut
         * @description An action of the brand for this requester. `obstacle` says why it cannot be run now: the caller may not
         *     (`not_allowed`), or nobody proved who the requester is (`not_verified`).
         */
        ActionOut: {
            /** Confirm */
            confirm: boolean;
            /** Currency */
            currency: string;
            /** Description */
            description: string;
            /** Inputs */
            inputs: components["schemas"]["InputOut"][];
            /** Name */
            name: string;
            /** Obstacle */
            obstacle: ("not_allowed" | "not_verified") | null;
            /**
             * Risk
             * @enum {string}
             */
            risk: "read_own" | "reversible" | "money";
            /** Title */
            title: string;
        };
        /**
         * ActionsOut
         * @description What can be done in a conversation, what was done, and how the requester may prove an address.
         */
        ActionsOut: {
            /** Codes */
            codes: ("email" | "phone")[];
            /** Items */
            items: components["schemas"]["ActionOut"][];
            /** Runs */
            runs: components["schemas"]["RunOut"][];
            /** Verified */
            verified: boolean;
        };
        /** AddNote */
        AddNote: {
            /** Body */
            body: string;
            /** Client Id */
            client_id: string;
        };
        /**
         * AffinityAudit
         * @description `offers`: how many were looked at, the newest of the last `days`; `whole`: whether those are all.
         */
        AffinityAudit: {
            /** Days */
            days: number;
            /** Offers */
            offers: number;
            /** Rows */
            rows: components["schemas"]["AffinityAuditRow"][];
            /** Whole */
            whole: boolean;
        };
        /**
         * AffinityAuditRow
         * @description Those who have it against the others. `ratio`: the lower rate of offers over the higher, with its exact 95 %
         *     interval. With `too_few` nothing is shown. `below`: the whole interval is under four fifths; `perhaps`: the ratio
         *     is; `open`: the interval reaches under it; `fine`: it does not.
         */
        AffinityAuditRow: {
            /**
             * About
             * @enum {string}
             */
            about: "experience" | "anything" | "newcomers" | "language";
            having: components["schemas"]["AffinityAuditSide"] | null;
            /** High */
            high: number | null;
            /** Low */
            low: number | null;
            /** Name */
            name: string;
            others: components["schemas"]["AffinityAuditSide"] | null;
            /** Ratio */
            ratio: number | null;
            /**
             * Word
             * @enum {string}
             */
            word: "too_few" | "below" | "perhaps" | "open" | "fine";
        };
        /**
         * AffinityAuditSide
         * @description One of two groups: how often somebody of it could have been asked (`chances`), was (`offers`), minutes of work,
         *     and how many conversations of those that are `known` were `settled`.
         */
        AffinityAuditSide: {
            /** Chances */
            chances: number;
            /** Known */
            known: number;
            /** Minutes */
            minutes: number;
            /** Offers */
            offers: number;
            /** People */
            people: number;
            /** Settled */
            settled: number;
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
        /** ArmOut */
        ArmOut: {
            /** Csat */
            csat: number | null;
            held: components["schemas"]["Part"];
            /** Rated */
            rated: number;
            resolved: components["schemas"]["Part"];
            /** Segments */
            segments: number;
        };
        /**
         * AsideList
         * @description `next` is the cursor of the next page.
         */
        AsideList: {
            /** Items */
            items: components["schemas"]["AsideOut"][];
            /** Next */
            next: string | null;
        };
        /**
         * AsideOut
         * @description A delivery that became no message, and why; `sender` masked, empty where it could not be read. `whole`: it may
         *     be let in; `let_in_by` did so.
         */
        AsideOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Id */
            id: string;
            /** Let In At */
            let_in_at: string | null;
            /** Let In By */
            let_in_by: string | null;
            /** Reason */
            reason: string;
            /** Sender */
            sender: string;
            /** Size */
            size: number;
            /** Whole */
            whole: boolean;
        };
        /**
         * AskForCall
         * @description `at` is when; without it, as soon as somebody is free.
         */
        AskForCall: {
            /** At */
            at?: string | null;
            /** Phone */
            phone: string;
        };
        /**
         * AskWhatIf
         * @description So many times the people and the arrivals; pay higher by `extra_pay` (0.1: by 10 %), which makes people work
         *     (1 + extra_pay)^elasticity times as often; with or without calling in (null: as it is), and a surge.
         */
        AskWhatIf: {
            /**
             * Arrivals
             * @default 1
             */
            arrivals: number;
            /** Call In */
            call_in?: boolean | null;
            /**
             * Elasticity
             * @default 0.3
             */
            elasticity: number;
            /**
             * Extra Pay
             * @default 0
             */
            extra_pay: number;
            /**
             * Policies
             * @default [
             *       "longest-idle",
             *       "gigline"
             *     ]
             */
            policies: ("gigline" | "longest-idle" | "round-robin" | "skill-tier" | "simplr-like")[];
            /**
             * Staffing
             * @default 1
             */
            staffing: number;
            /**
             * Surge
             * @default false
             */
            surge: boolean;
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
        /** AuditOut */
        AuditOut: {
            /** Answer */
            answer: string;
            /** Article Slug */
            article_slug: string;
            /** Article Title */
            article_title: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Audited At */
            audited_at: string | null;
            /** Confidence */
            confidence: number | null;
            /**
             * Conversation Id
             * Format: uuid
             */
            conversation_id: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Language */
            language: string;
            /** Question */
            question: string;
            /** Requester Kind */
            requester_kind: string;
            /** Topic */
            topic: string | null;
            /** Verdict */
            verdict: ("right" | "wrong" | "person") | null;
            /** Version */
            version: number;
        };
        /** AuditPage */
        AuditPage: {
            /** Items */
            items: components["schemas"]["AuditOut"][];
            /** Next */
            next: string | null;
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
         * @description Definitions are in routing.board, routing.pools and routing.queries; cards, tables, charts all come from this.
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
            /** Pools */
            pools: components["schemas"]["BoardPool"][];
            /** Queues */
            queues: components["schemas"]["BoardQueue"][];
            /** Routers */
            routers: components["schemas"]["BoardRouter"][];
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
        /** BoardPool */
        BoardPool: {
            /** Available */
            available: number;
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** Held Back */
            held_back: number;
            /** Language */
            language: string;
            /** Offered */
            offered: number;
            /** Pool */
            pool: number;
            /** Price */
            price: number | null;
            /** Topic */
            topic: string | null;
            /** Waiting */
            waiting: number;
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
        /** BoardRouter */
        BoardRouter: {
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** Decided S */
            decided_s: number | null;
            /** Overdue */
            overdue: number;
            /** Reason */
            reason: ("late" | "broken" | "learning") | null;
            /**
             * State
             * @enum {string}
             */
            state: "rounds" | "fallback" | "alone";
            /** Took Ms */
            took_ms: number | null;
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
        /**
         * BoardWaiting
         * @description `rung`: how far the brand's ladder has opened the circle (null: it has none); `opens_in_s`: until it opens on
         *     (null: all with a grant are asked).
         */
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
            /** Opens In S */
            opens_in_s: number | null;
            /** Rung */
            rung: ("preferred" | "certified" | "granted") | null;
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
        /**
         * BotFigures
         * @description `key`: the topic ("" for none) or requester kind; empty for all.
         */
        BotFigures: {
            contained: components["schemas"]["Part"];
            coverage: components["schemas"]["Part"];
            handed_over: components["schemas"]["Part"];
            /** Key */
            key: string;
            precision: components["schemas"]["Precision"];
            /** Should Have Been A Person */
            should_have_been_a_person: number;
            /** Started */
            started: number;
            true_d7: components["schemas"]["Part"];
            true_h48: components["schemas"]["Part"];
            /** Wrong */
            wrong: number;
        };
        /**
         * BotReport
         * @description `definitions` says in words what each figure counts.
         */
        BotReport: {
            all: components["schemas"]["BotFigures"];
            /** By Kind */
            by_kind: components["schemas"]["BotFigures"][];
            /** By Topic */
            by_topic: components["schemas"]["BotFigures"][];
            /** Days */
            days: number;
            /** Definitions */
            definitions: {
                [key: string]: string;
            };
            holdout: components["schemas"]["Comparison"];
            /** Reasons */
            reasons: components["schemas"]["ReasonCount"][];
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
            /** Drafts */
            drafts: boolean;
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
        /**
         * CallAnswer
         * @description The answer to the offer.
         */
        CallAnswer: {
            /**
             * Call Id
             * Format: uuid
             */
            call_id: string;
            /** Sdp */
            sdp: string;
        };
        /** CallbackList */
        CallbackList: {
            /** Items */
            items: components["schemas"]["CallbackOut"][];
        };
        /**
         * CallbackOut
         * @description Somebody who waits for a call; `attested`: the number is known to be theirs.
         *
         *     `asked` and `missed` wait for a person; what is `promised` the platform calls by itself when somebody takes it.
         */
        CallbackOut: {
            /** Attempts */
            attempts: number;
            /** Attested */
            attested: boolean;
            /**
             * Conversation Id
             * Format: uuid
             */
            conversation_id: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Phone */
            phone: string;
            /**
             * State
             * @enum {string}
             */
            state: "asked" | "promised" | "calling" | "missed" | "kept";
            /** Wanted At */
            wanted_at: string | null;
        };
        /** CallbackWanted */
        CallbackWanted: {
            callback: components["schemas"]["CallbackOut"] | null;
        };
        /**
         * CallBrief
         * @description How a call stands, as its requester sees it.
         */
        CallBrief: {
            /** Connected At */
            connected_at: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * State
             * @enum {string}
             */
            state: "ringing" | "greeting" | "waiting" | "ringing_associate" | "connected" | "held" | "transferring" | "ended" | "voicemail" | "callback_promised" | "abandoned" | "failed";
        };
        /**
         * CallInBoard
         * @description `standby`: how many of the brand agreed to be called. `paused_until`: a leader stopped the router's calling.
         */
        CallInBoard: {
            /** Automatic */
            automatic: boolean;
            /** Paused Until */
            paused_until: string | null;
            /** Standby */
            standby: number;
            /** Waves */
            waves: components["schemas"]["WaveOut"][];
        };
        /**
         * CallInOut
         * @description Somebody asks me to come; `lacking_min`: work-minutes of the next quarter of an hour that nobody is there for.
         */
        CallInOut: {
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** Brand Name */
            brand_name: string;
            /**
             * Called At
             * Format: date-time
             */
            called_at: string;
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
            /** Lacking Min */
            lacking_min: number;
        };
        /**
         * CallOut
         * @description A call as its associate sees it, or (`asked`) a colleague whom they ask.
         *
         *     `in_console`: its sound comes here, and not to a phone of theirs.
         */
        CallOut: {
            /** Asked */
            asked: boolean;
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** Connected At */
            connected_at: string | null;
            consultation: components["schemas"]["ConsultationOut"] | null;
            contact: components["schemas"]["gigline__conversations__schemas__ContactBrief"];
            /**
             * Conversation Id
             * Format: uuid
             */
            conversation_id: string;
            /** Epoch */
            epoch: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** In Console */
            in_console: boolean;
            /** Medium */
            medium: string;
            /** Recorded */
            recorded: boolean;
            /**
             * State
             * @enum {string}
             */
            state: "ringing" | "greeting" | "waiting" | "ringing_associate" | "connected" | "held" | "transferring" | "ended" | "voicemail" | "callback_promised" | "abandoned" | "failed";
        };
        /**
         * CallReason
         * @description Why I was called in a wave or not, in words.
         */
        CallReason: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Brand Name */
            brand_name: string;
            /** Called */
            called: boolean;
            /** Why */
            why: string;
        };
        /**
         * CallsBrief
         * @description Whether this chat takes calls, and whether requesters are asked to have them recorded.
         */
        CallsBrief: {
            /** Enabled */
            enabled: boolean;
            /** Recorded */
            recorded: boolean;
        };
        /**
         * Candidate
         * @description Somebody who is there. `load` of their `slots` is taken; `idle_s`: since they last got or finished something;
         *     `experiences`: what they let count.
         */
        Candidate: {
            /** Brands */
            brands: string[];
            /** Channels */
            channels: string[];
            /**
             * Experiences
             * @default []
             */
            experiences: string[];
            /** Id */
            id: string;
            /**
             * Idle S
             * @default 0
             */
            idle_s: number;
            /** Languages */
            languages: string[];
            /**
             * Load
             * @default 0
             */
            load: number;
            /**
             * Slots
             * @default 1
             */
            slots: number;
            /**
             * Tiers
             * @default {}
             */
            tiers: {
                [key: string]: number;
            };
        };
        /**
         * CandidateOut
         * @description `effect` = `asked` × the chance that it is right, of how often it `held` and `failed`.
         *
         *     `flow`: for an action, the title of the flow that runs it; null where none does yet.
         */
        CandidateOut: {
            /** Answer */
            answer: string;
            /** Article Slug */
            article_slug: string | null;
            /** Article Title */
            article_title: string | null;
            /** Asked */
            asked: number;
            /** By Leader */
            by_leader: boolean | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Decided At */
            decided_at: string | null;
            /** Edited */
            edited: boolean;
            /** Effect */
            effect: number;
            /** Failed */
            failed: number;
            /** Flow */
            flow?: string | null;
            /** Held */
            held: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "article" | "paraphrase" | "action";
            /** Language */
            language: string;
            /** Question */
            question: string;
            /** Requester Kind */
            requester_kind: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "approved" | "rejected" | "rolled_back";
            /** Title */
            title: string;
            /** Topic */
            topic: string | null;
            /** True Resolutions */
            true_resolutions: number;
            /** Uses */
            uses: number;
            /** Version */
            version: number;
        };
        /** CandidatePage */
        CandidatePage: {
            /** Items */
            items: components["schemas"]["CandidateOut"][];
            /** Next */
            next: string | null;
        };
        /** CandidateWithEvidence */
        CandidateWithEvidence: {
            /** Answer */
            answer: string;
            /** Article Slug */
            article_slug: string | null;
            /** Article Title */
            article_title: string | null;
            /** Asked */
            asked: number;
            /** By Leader */
            by_leader: boolean | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Decided At */
            decided_at: string | null;
            /** Edited */
            edited: boolean;
            /** Effect */
            effect: number;
            /** Evidence */
            evidence: components["schemas"]["EvidenceOut"][];
            /** Failed */
            failed: number;
            /** Flow */
            flow?: string | null;
            /** Held */
            held: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "article" | "paraphrase" | "action";
            /** Language */
            language: string;
            /** Question */
            question: string;
            /** Requester Kind */
            requester_kind: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "approved" | "rejected" | "rolled_back";
            /** Title */
            title: string;
            /** Topic */
            topic: string | null;
            /** True Resolutions */
            true_resolutions: number;
            /** Uses */
            uses: number;
            /** Version */
            version: number;
        };
        /**
         * ChangeCircle
         * @description `seen`: as it was when whoever changes it looked.
         */
        ChangeCircle: {
            /** Certified */
            certified: string[];
            /** Preferred */
            preferred: string[];
            seen: components["schemas"]["CircleTopics"];
        };
        /**
         * ChangeOut
         * @description What it would have taken for this associate to get it: `needed` more, as they were behind in these `parts`.
         */
        ChangeOut: {
            /**
             * Associate Id
             * Format: uuid
             */
            associate_id: string;
            /** Needed */
            needed: number;
            /** Parts */
            parts: {
                [key: string]: number;
            };
        };
        /** ChoiceOut */
        ChoiceOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** By Name */
            by_name: string;
            /** Channel */
            channel: string;
            /** Choice */
            choice: string;
            /** How */
            how: string;
            /** Purpose */
            purpose: string;
        };
        /**
         * Choose
         * @description `channel` is empty for every channel; a preferred one has a name.
         */
        Choose: {
            /** Channel */
            channel: string;
            /**
             * Choice
             * @enum {string}
             */
            choice: "agreed" | "refused" | "preferred";
            /**
             * Purpose
             * @enum {string}
             */
            purpose: "service" | "feedback" | "marketing" | "callback" | "matching";
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
        /**
         * ChooseExperience
         * @description `counts`: whether it counts for the brand from now on.
         */
        ChooseExperience: {
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** Counts */
            counts: boolean;
            /** Key */
            key: string;
        };
        /**
         * ChooseMatching
         * @description All that may count, of what the session names; none: nothing may.
         */
        ChooseMatching: {
            /** Keys */
            keys: string[];
        };
        /** ChooseProvider */
        ChooseProvider: {
            /** Provider Id */
            provider_id: string;
        };
        /**
         * ChooseStandby
         * @description Whether I may be called while I am off, never between `quiet_from` and `quiet_until` of my time, and at most
         *     `most_a_day` times within a day.
         */
        ChooseStandby: {
            /** Most A Day */
            most_a_day: number;
            /** Opted In */
            opted_in: boolean;
            /** Quiet From */
            quiet_from: string;
            /** Quiet Until */
            quiet_until: string;
            /** Time Zone */
            time_zone: string;
        };
        /** ChooseWay */
        ChooseWay: {
            /** Way */
            way: string;
        };
        /**
         * Chosen
         * @description `associate`: who should get it; null: nobody may, or a better one is worth waiting for (ask again).
         */
        Chosen: {
            /** Associate */
            associate: string | null;
            /** Candidates */
            candidates: components["schemas"]["Reason"][];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Parts */
            parts: {
                [key: string]: number;
            };
            /** Policy */
            policy: string;
            /** Score */
            score: number | null;
            /** Version */
            version: number;
        };
        /**
         * CircleChangeOut
         * @description `changed_by`: a name; null for a key or the command line.
         */
        CircleChangeOut: {
            /**
             * Associate Id
             * Format: uuid
             */
            associate_id: string;
            /** Certified */
            certified: string[];
            /** Certified Before */
            certified_before: string[];
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Changed By */
            changed_by: string | null;
            /** Name */
            name: string;
            /** Preferred */
            preferred: string[];
            /** Preferred Before */
            preferred_before: string[];
        };
        /**
         * CircleOut
         * @description The brand's ladder as its folder has it, who stands where, and the last changes. `widen_when_empty`: whether a
         *     step at which nobody is online is passed at once.
         */
        CircleOut: {
            /** Changes */
            changes: components["schemas"]["CircleChangeOut"][];
            /** Ladder */
            ladder: components["schemas"]["CircleStep"][];
            /** People */
            people: components["schemas"]["InCircleOut"][];
            /** Topics */
            topics: components["schemas"]["CircleTopic"][];
            /** Widen When Empty */
            widen_when_empty: boolean;
        };
        /** CircleStep */
        CircleStep: {
            /** For S */
            for_s: number;
            /**
             * Rung
             * @enum {string}
             */
            rung: "preferred" | "certified";
        };
        /** CircleTopic */
        CircleTopic: {
            /** Key */
            key: string;
            /** Name */
            name: string;
        };
        /**
         * CircleTopics
         * @description Keys of topics; `*`: all.
         */
        CircleTopics: {
            /** Certified */
            certified: string[];
            /** Preferred */
            preferred: string[];
        };
        /**
         * ComparedOut
         * @description b minus a per conversation with its 95 % interval, so far. `winner` is null until it may be named; then `why_not`
         *     is null. `done` of `planned`: pairs of blocks, or conversations of each arm.
         */
        ComparedOut: {
            /** Difference */
            difference: number | null;
            /** Done */
            done: number;
            /** High */
            high: number | null;
            /** Low */
            low: number | null;
            /** Mean A */
            mean_a: number | null;
            /** Mean B */
            mean_b: number | null;
            /** P */
            p: number | null;
            /** Planned */
            planned: number;
            /** Why Not */
            why_not: string | null;
            /** Winner */
            winner: ("a" | "b") | null;
        };
        /**
         * Comparison
         * @description `difference`: share held with the bot less share held by people only, with its 95 % interval (R. G. Newcombe,
         *     1998). `needed`: segments in each arm before it may be called a result.
         */
        Comparison: {
            /** Difference */
            difference: number | null;
            /** Enough */
            enough: boolean;
            /** High */
            high: number | null;
            /** Low */
            low: number | null;
            /** Needed */
            needed: number;
            people_only: components["schemas"]["ArmOut"];
            with_bot: components["schemas"]["ArmOut"];
        };
        /** CompleteCall */
        CompleteCall: {
            /** Epoch */
            epoch: number;
        };
        /** ConsentOut */
        ConsentOut: {
            /** Channel */
            channel: string;
            /**
             * Consent
             * @enum {string}
             */
            consent: "agreed" | "refused" | "unasked";
            /**
             * Purpose
             * @enum {string}
             */
            purpose: "service" | "feedback" | "marketing" | "callback" | "matching";
        };
        /**
         * ConsultationOut
         * @description A colleague is asked in the call, or the last one was: `state` says how it stands, or how it ended.
         */
        ConsultationOut: {
            asked_by: components["schemas"]["PersonBrief"];
            colleague: components["schemas"]["PersonBrief"];
            /** Note */
            note: string;
            /**
             * State
             * @enum {string}
             */
            state: "ringing" | "talking" | "joined" | "completed" | "cancelled" | "declined" | "unanswered" | "left" | "lost" | "dropped";
        };
        /**
         * ConsultCall
         * @description Ask `associate_id`, or (None) whoever is suited and was not asked yet; the note is for them.
         */
        ConsultCall: {
            /** Associate Id */
            associate_id?: string | null;
            /** Epoch */
            epoch: number;
            /**
             * Note
             * @default
             */
            note: string;
        };
        /** ContactList */
        ContactList: {
            /** Items */
            items: components["schemas"]["ContactRow"][];
        };
        /**
         * ContactOut
         * @description A person: the contact that stands for it, those merged into it, what they are known by and agreed to.
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
            /** Choices */
            choices: components["schemas"]["ChoiceOut"][];
            /** Consents */
            consents: components["schemas"]["ConsentOut"][];
            /** Contacts */
            contacts: components["schemas"]["PartOut"][];
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
            /** Kinds */
            kinds: ("customer" | "worker" | "business" | "employee")[];
            /** Language */
            language: string | null;
            may: components["schemas"]["MayOut"];
            /** Merges */
            merges: components["schemas"]["MergeOut"][];
            /** Name */
            name: string;
            /** Preferred */
            preferred: {
                [key: string]: string;
            };
            /** Verified */
            verified: boolean;
        };
        /**
         * ContactRow
         * @description One who may be meant: `identities` are addresses by which one tells them apart.
         */
        ContactRow: {
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
            /** Identities */
            identities: string[];
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
        /** ConversationBrief */
        ConversationBrief: {
            /** Channel */
            channel: string;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
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
            /** Snoozed For */
            snoozed_for?: string | null;
            /** Snoozed Until */
            snoozed_until?: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "resolved";
            /** Topic */
            topic: string | null;
        };
        /**
         * CountOut
         * @description `more`: there are more than `count`.
         */
        CountOut: {
            /** Count */
            count: number;
            /** More */
            more: boolean;
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
         * Decide
         * @description `version` is what the decider saw; 409 when it is another one by now.
         */
        Decide: {
            /** Version */
            version: number;
            /**
             * Why
             * @default
             */
            why: string;
        };
        /** DecideWithReason */
        DecideWithReason: {
            /** Version */
            version: number;
            /** Why */
            why: string;
        };
        /**
         * DecisionOut
         * @description The whole record. `replays`: it gives the same choice again. `changes`: what would have changed it.
         */
        DecisionOut: {
            /**
             * Associate Id
             * Format: uuid
             */
            associate_id: string;
            /** Changes */
            changes: components["schemas"]["ChangeOut"][];
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
        /** DeliveryList */
        DeliveryList: {
            /** Items */
            items: components["schemas"]["DeliveryOut"][];
        };
        /**
         * DeliveryOut
         * @description A delivery, with everything masked that somebody said; `outcome` is stored, repeated, unverified, malformed or
         *     failed.
         */
        DeliveryOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Body */
            body: string;
            /** Detail */
            detail: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Outcome */
            outcome: string;
            /** Parts */
            parts: number;
            /** Took Ms */
            took_ms: number;
        };
        /** DirectoryOut */
        DirectoryOut: {
            /** Kinds */
            kinds: components["schemas"]["KindOut"][];
            /** Places */
            places: components["schemas"]["PlaceOut"][];
            /** Providers */
            providers: components["schemas"]["ProviderOut"][];
        };
        /**
         * DraftOut
         * @description A suggestion to edit. `text` is empty when there is none; `reason` says why in a fixed word.
         */
        DraftOut: {
            /** Reason */
            reason: string;
            /** Sources */
            sources: components["schemas"]["DraftSource"][];
            /** Text */
            text: string;
        };
        /**
         * DraftSource
         * @description An article that the draft comes from.
         */
        DraftSource: {
            /**
             * Article
             * Format: uuid
             */
            article: string;
            /** Title */
            title: string;
        };
        /**
         * EditCandidate
         * @description With `article_slug` it is one more question of that article, without it an article of its own.
         */
        EditCandidate: {
            /**
             * Answer
             * @default
             */
            answer: string;
            /** Article Slug */
            article_slug?: string | null;
            /** Question */
            question: string;
            /** Title */
            title: string;
            /** Topic */
            topic?: string | null;
            /** Version */
            version: number;
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
        /**
         * EvidenceOut
         * @description `truly`: whether it was truly resolved; null while the window is open.
         */
        EvidenceOut: {
            /** Answer */
            answer: string;
            /** Associate */
            associate: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Conversation Id
             * Format: uuid
             */
            conversation_id: string;
            /** Inserted */
            inserted: boolean;
            /** Question */
            question: string;
            /** Segment */
            segment: number;
            /** Truly */
            truly: boolean | null;
        };
        /** ExperienceBrandList */
        ExperienceBrandList: {
            /** Items */
            items: components["schemas"]["ExperienceBrandOut"][];
        };
        /**
         * ExperienceBrandOut
         * @description `on`: whether the brand lets experience count at all now.
         */
        ExperienceBrandOut: {
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** Brand Name */
            brand_name: string;
            /** Items */
            items: components["schemas"]["ExperienceOut"][];
            /** On */
            on: boolean;
        };
        /**
         * ExperienceOut
         * @description `asked`: whether the brand still asks for it. `topics`: names of those that it matters for, none: all of them.
         *     `may`: whether I may say it. `said_at`: since when it counts, null where it does not.
         */
        ExperienceOut: {
            /** Asked */
            asked: boolean;
            /** Key */
            key: string;
            /** Kind */
            kind: string;
            /** May */
            may: boolean;
            /** Name */
            name: string;
            /** Said At */
            said_at: string | null;
            /** Topics */
            topics: string[];
        };
        /** ExperimentList */
        ExperimentList: {
            /** Items */
            items: components["schemas"]["ExperimentOut"][];
        };
        /**
         * ExperimentOut
         * @description `now`: the policy of the running block (switchbacks). `sharing`: as it is now, of one that runs.
         */
        ExperimentOut: {
            /**
             * A
             * @enum {string}
             */
            a: "gigline" | "gigline-without-affinity" | "longest-idle";
            /**
             * B
             * @enum {string}
             */
            b: "gigline" | "gigline-without-affinity" | "longest-idle";
            /** Block S */
            block_s: number;
            /** Ended At */
            ended_at: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "switchback" | "holdout";
            /** Language */
            language: string | null;
            /**
             * Measure
             * @enum {string}
             */
            measure: "resolved" | "in_time" | "csat";
            /** Name */
            name: string;
            /** Now */
            now: ("gigline" | "gigline-without-affinity" | "longest-idle") | null;
            /** Share */
            share: number;
            sharing: components["schemas"]["SharingOut"] | null;
            so_far: components["schemas"]["ComparedOut"];
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Topics */
            topics: string[];
            /** Wash Out S */
            wash_out_s: number;
        };
        /**
         * ExperimentPoolOut
         * @description A pool that one may start with. `taken`: experiments that run in a part of it, so that it has to wait.
         */
        ExperimentPoolOut: {
            sharing: components["schemas"]["SharingOut"];
            /** Taken */
            taken: string[];
        };
        /** ExportList */
        ExportList: {
            /** Items */
            items: components["schemas"]["ExportOut"][];
        };
        /**
         * ExportOut
         * @description Somebody took figures or a list out.
         */
        ExportOut: {
            /** Asked */
            asked: {
                [key: string]: unknown;
            };
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** By Name */
            by_name: string;
            /**
             * What
             * @enum {string}
             */
            what: "figures" | "conversations";
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
         * FieldOut
         * @description A setting of an account. Of a secret only whether it is there is told; a group is set in the brand's folder.
         */
        FieldOut: {
            /** Description */
            description: string;
            /** Filled */
            filled: boolean;
            /** Name */
            name: string;
            /** Required */
            required: boolean;
            /** Secret */
            secret: boolean;
            /**
             * Type
             * @enum {string}
             */
            type: "text" | "number" | "switch" | "group";
            /** Value */
            value?: unknown;
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
         * Figure
         * @description A mean of the counted days with its 95 % interval.
         */
        Figure: {
            /** High */
            high: number | null;
            /** Low */
            low: number | null;
            /** Mean */
            mean: number;
        };
        /**
         * FigureOut
         * @description `value`: the median in seconds (`p90` beside it), the share (`part` of `count`), the mean, or the count itself.
         *     Null where `count`, which it rests on, is too small to say.
         */
        FigureOut: {
            /** Count */
            count: number;
            /** P90 */
            p90: number | null;
            /** Part */
            part: number | null;
            /** Value */
            value: number | null;
        };
        /**
         * FiguresReport
         * @description `rows`: one for each group, or one for all together (`by` none); none where there is nothing. `behind`: of so
         *     many something happened that is not counted yet.
         */
        FiguresReport: {
            /** Behind */
            behind: number;
            /**
             * By
             * @enum {string}
             */
            by: "none" | "brand" | "channel" | "topic" | "kind" | "language" | "associate" | "answered_by" | "day" | "weekday" | "hour" | "hour_of_week";
            /** Few */
            few: number;
            /**
             * First
             * Format: date
             */
            first: string;
            /**
             * Last
             * Format: date
             */
            last: string;
            /** Measures */
            measures: components["schemas"]["MeasureOut"][];
            /** Rows */
            rows: components["schemas"]["RowOut"][];
        };
        /**
         * FileOut
         * @description A file that may go with an answer: its id is named in `attachments`.
         */
        FileOut: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Size */
            size: number;
            /** Type */
            type: string;
        };
        /** FlowArrow */
        FlowArrow: {
            /** Label */
            label: string;
            /** Source */
            source: string;
            /** Target */
            target: string;
        };
        /**
         * FlowBox
         * @description A step; `row` and `column` are its place in a drawing.
         */
        FlowBox: {
            /** Column */
            column: number;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "collect" | "branch" | "action" | "confirm" | "say" | "answer" | "hand_over" | "end";
            /** Row */
            row: number;
            /** Text */
            text: string;
        };
        /** FlowList */
        FlowList: {
            /** Items */
            items: components["schemas"]["FlowOut"][];
        };
        /**
         * FlowOut
         * @description A flow as boxes and arrows, in its first language.
         */
        FlowOut: {
            /** Arrows */
            arrows: components["schemas"]["FlowArrow"][];
            /** Boxes */
            boxes: components["schemas"]["FlowBox"][];
            /** Examples */
            examples: string[];
            /** Id */
            id: string;
            /** Instead Of */
            instead_of: string[];
            /** Kinds */
            kinds: string[];
            /** Languages */
            languages: string[];
            /** Title */
            title: string;
            /** Topic */
            topic: string;
        };
        /**
         * Forecast
         * @description The next 24 hours by quarters of an hour, in the brand's time. `level`: how many times the usual it is now.
         */
        Forecast: {
            conversations: components["schemas"]["QualityOut"];
            /** Demand Min */
            demand_min: number;
            /** Lacking Min */
            lacking_min: number;
            /** Level */
            level: number;
            /** Pools */
            pools: components["schemas"]["PoolOut"][];
            /** Short */
            short: boolean;
            /** Steps */
            steps: components["schemas"]["ForecastStep"][];
            /** Time Zone */
            time_zone: string;
            work: components["schemas"]["QualityOut"];
        };
        /** ForecastStep */
        ForecastStep: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Conversations */
            conversations: number;
            /** Work Min */
            work_min: number;
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
        /**
         * GapOut
         * @description `handling_s`: seconds that people spent on all of its questions together.
         */
        GapOut: {
            /** Article Slug */
            article_slug: string | null;
            /** Asked */
            asked: number;
            /**
             * Examples
             * @default []
             */
            examples: components["schemas"]["GapQuestionOut"][];
            /** Handling S */
            handling_s: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Label */
            label: string;
            /** Language */
            language: string;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /** Requester Kind */
            requester_kind: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "written" | "dismissed";
            /** Topic */
            topic: string | null;
            /** Version */
            version: number;
        };
        /** GapPage */
        GapPage: {
            /** Items */
            items: components["schemas"]["GapOut"][];
            /** Next */
            next: string | null;
        };
        /** GapQuestionOut */
        GapQuestionOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Conversation Id
             * Format: uuid
             */
            conversation_id: string;
            /** Question */
            question: string;
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
        /** Accepted */
        gigline__assist__schemas__Accepted: {
            /** Accepted */
            accepted: boolean;
        };
        /** Classify */
        gigline__conversations__schemas__Classify: {
            /** Epoch */
            epoch: number;
            /** Priority */
            priority: number;
            /** Topic */
            topic: string | null;
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
        /**
         * Snooze
         * @description `until`: a time with its zone, from a minute to 90 days ahead.
         */
        gigline__conversations__schemas__Snooze: {
            /** Epoch */
            epoch: number;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
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
        /** Assign */
        gigline__routing__schemas__Assign: {
            /**
             * Associate Id
             * Format: uuid
             */
            associate_id: string;
            /** Epoch */
            epoch: number;
        };
        /** Assign */
        gigline__routing__together_schemas__Assign: {
            /**
             * Associate Id
             * Format: uuid
             */
            associate_id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            do: "assign";
        };
        /**
         * Classify
         * @description What is left out each keeps; an empty topic is none.
         */
        gigline__routing__together_schemas__Classify: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            do: "classify";
            /** Priority */
            priority?: number | null;
            /**
             * Topic
             * @default *
             */
            topic: string;
        };
        /** Snooze */
        gigline__routing__together_schemas__Snooze: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            do: "snooze";
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
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
            /** Certified */
            certified: string[];
            /** Channels */
            channels: string[];
            /** Clearance */
            clearance: number;
            /** Preferred */
            preferred: string[];
            /** Topics */
            topics: string[];
        };
        /** HalfHour */
        HalfHour: {
            /** Arrivals */
            arrivals: number;
            /** Hour */
            hour: number;
            /** Live Sla */
            live_sla: number;
        };
        /**
         * HandoverOut
         * @description The record that came with the hand-over. `mood` is the requester's, where it is clear.
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
            /** Mood */
            mood?: "upset" | null;
            /** Reason */
            reason: string;
            /** Steps */
            steps: string[];
            /** Summary */
            summary: string;
            /** Topic */
            topic: string | null;
        };
        /** HoldCall */
        HoldCall: {
            /** On */
            on: boolean;
        };
        /**
         * IceServerOut
         * @description As RTCPeerConnection takes it.
         */
        IceServerOut: {
            /** Credential */
            credential: string | null;
            /** Urls */
            urls: string;
            /** Username */
            username: string | null;
        };
        /**
         * IdentityOut
         * @description `attested`: somebody else than they says that it is theirs; `verified`: well enough to act on, where
         *     `contact_id` writes. `stopped`: it asked us to write no more.
         */
        IdentityOut: {
            /** Attested */
            attested: boolean;
            /**
             * Contact Id
             * Format: uuid
             */
            contact_id: string;
            /** Stopped */
            stopped: boolean;
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
        /**
         * InCircleOut
         * @description `topics`: of the grant, none: all of them.
         */
        InCircleOut: {
            /**
             * Associate Id
             * Format: uuid
             */
            associate_id: string;
            /** Certified */
            certified: string[];
            /** Name */
            name: string;
            /** Preferred */
            preferred: string[];
            /** Topics */
            topics: string[];
        };
        /**
         * InputOut
         * @description Something to fill in. `money` is a whole number of minor units.
         */
        InputOut: {
            /** Description */
            description: string;
            /** Max Length */
            max_length: number;
            /** Maximum */
            maximum: number | null;
            /** Minimum */
            minimum: number | null;
            /** Name */
            name: string;
            /** Options */
            options: string[];
            /** Required */
            required: boolean;
            /** Title */
            title: string;
            /**
             * Type
             * @enum {string}
             */
            type: "text" | "integer" | "number" | "boolean" | "date" | "choice" | "money" | "list";
        };
        /**
         * JoinCall
         * @description The browser's offer, with all its candidates.
         */
        JoinCall: {
            /** Sdp */
            sdp: string;
        };
        /** JudgeAnswer */
        JudgeAnswer: {
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "right" | "wrong" | "person";
            /** Version */
            version: number;
        };
        /**
         * KeepReply
         * @description A reply that an associate keeps.
         */
        KeepReply: {
            /** Body */
            body: string;
            /** Language */
            language: string;
            /**
             * Shortcut
             * @default
             */
            shortcut: string | "";
            /** Title */
            title: string;
        };
        /** KindOut */
        KindOut: {
            /** Key */
            key: string;
            /** Name */
            name: string;
            /** Skills */
            skills: string[];
        };
        /**
         * LearningCounts
         * @description What waits for a leader.
         */
        LearningCounts: {
            /** Audits */
            audits: number;
            /** Candidates */
            candidates: number;
            /** Gaps */
            gaps: number;
        };
        /** LeaveAddress */
        LeaveAddress: {
            /** Email */
            email?: string | null;
            /** Phone */
            phone?: string | null;
        };
        /**
         * LetInOut
         * @description `new`: it became a message now, and was none before.
         */
        LetInOut: {
            /** New */
            new: boolean;
        };
        /**
         * ListFilter
         * @description Each narrows further; what is empty does not. `q`: words of messages and notes.
         *
         *     `open` is without what is put off. `person`: whoever holds it, `associate` this one. `promise`: the promised
         *     answer is due within five minutes, or late. `waiting_over_s`: the requester has waited longer for an answer.
         */
        ListFilter: {
            /** Associate */
            associate?: string | null;
            /**
             * Box
             * @default mine
             * @enum {string}
             */
            box: "mine" | "waiting" | "all" | "bot";
            /** Brand */
            brand?: string | null;
            /**
             * Channel
             * @default []
             */
            channel: string[];
            /**
             * Holder
             * @default []
             */
            holder: ("bot" | "queue" | "me" | "person")[];
            /**
             * Kind
             * @default []
             */
            kind: ("customer" | "worker" | "business" | "employee")[];
            /**
             * Language
             * @default []
             */
            language: string[];
            /**
             * Priority
             * @default []
             */
            priority: number[];
            /** Promise */
            promise?: ("soon" | "broken") | null;
            /**
             * Q
             * @default
             */
            q: string;
            /**
             * Status
             * @default open
             * @enum {string}
             */
            status: "open" | "snoozed" | "resolved";
            /**
             * Topic
             * @default []
             */
            topic: string[];
            /**
             * Unanswered
             * @default false
             */
            unanswered: boolean;
            /** Waiting Over S */
            waiting_over_s?: number | null;
        };
        /** LogOut */
        LogOut: {
            /** Actor Id */
            actor_id: string | null;
            /** Actor Name */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Data */
            data: {
                [key: string]: unknown;
            };
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Object */
            object: string;
            /** What */
            what: string;
            /** Why */
            why: string;
        };
        /** LogPage */
        LogPage: {
            /** Items */
            items: components["schemas"]["LogOut"][];
            /** Next */
            next: string | null;
        };
        /**
         * MatchingBrief
         * @description Something that may count when they are matched: `counts`, once they say so.
         */
        MatchingBrief: {
            /** Counts */
            counts: boolean;
            /** Key */
            key: string;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
        };
        /**
         * MayOut
         * @description What whoever asks may do: `merge` undoes merges as well, `lead` splits, sets kinds and exports.
         */
        MayOut: {
            /** Lead */
            lead: boolean;
            /** Merge */
            merge: boolean;
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
        /**
         * MeasureOut
         * @description A figure's name and its definition in words.
         */
        MeasureOut: {
            /** Definition */
            definition: string;
            /** Key */
            key: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "count" | "seconds" | "share" | "score";
            /** Name */
            name: string;
        };
        /**
         * MeBrand
         * @description `drafts`: whether a language model may draft replies.
         */
        MeBrand: {
            /** Drafts */
            drafts: boolean;
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
        /** MergeOut */
        MergeOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * By Kind
             * @enum {string}
             */
            by_kind: "person" | "attestation";
            /** By Name */
            by_name: string;
            /**
             * From Id
             * Format: uuid
             */
            from_id: string;
            /** From Name */
            from_name: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Into Id
             * Format: uuid
             */
            into_id: string;
            /** Proof */
            proof: string;
            /** Undone At */
            undone_at: string | null;
            /** Undone By */
            undone_by: string;
        };
        /**
         * MergeWith
         * @description The contact that is the same person; the one in the path stands for both.
         */
        MergeWith: {
            /**
             * Other
             * Format: uuid
             */
            other: string;
        };
        /** MeTopic */
        MeTopic: {
            /** Key */
            key: string;
            /** Name */
            name: string;
        };
        /** Move */
        Move: {
            /** Epoch */
            epoch: number;
            /** Way */
            way: string;
        };
        /**
         * MyCall
         * @description The call that rings at me, that I am in or am asked about, and how a browser joins one.
         */
        MyCall: {
            call: components["schemas"]["CallOut"] | null;
            /** Ice Servers */
            ice_servers: components["schemas"]["IceServerOut"][];
        };
        /**
         * Need
         * @description A conversation. `sla`: seconds to the first answer; `waited`: seconds so far; `before`: who helped last.
         *     `wishes`: experience that counts by the requester's consent.
         */
        Need: {
            /** Before */
            before?: string | null;
            /** Brand */
            brand: string;
            /** Channel */
            channel: string;
            /** Id */
            id: string;
            /** Language */
            language: string;
            /**
             * Segment
             * @default
             */
            segment: string;
            /**
             * Sla
             * @default 60
             */
            sla: number;
            /**
             * Topic
             * @default
             */
            topic: string;
            /**
             * Waited
             * @default 0
             */
            waited: number;
            /**
             * Wishes
             * @default []
             */
            wishes: string[];
        };
        /**
         * NeedOut
         * @description People for one hour by Erlang A, and what a simulation with uneven work and patience says of as many.
         */
        NeedOut: {
            /** Abandoned */
            abandoned: number;
            /** Conversations */
            conversations: number;
            /** Hour */
            hour: number;
            /** In Time */
            in_time: number;
            /** People */
            people: number;
            /** Simulated Abandoned */
            simulated_abandoned: number;
            /** Simulated In Time */
            simulated_in_time: number;
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
        /** NotOfferedList */
        NotOfferedList: {
            /** Items */
            items: components["schemas"]["NotOfferedOut"][];
        };
        /**
         * NotOfferedOut
         * @description Something that went to somebody else. `could`: whether no rule kept me from it. Neither they nor it are named.
         */
        NotOfferedOut: {
            /** Brand Name */
            brand_name: string;
            /** Channel */
            channel: string;
            /** Could */
            could: boolean;
            /** Language */
            language: string;
            /**
             * Offered At
             * Format: date-time
             */
            offered_at: string;
            /** Sentences */
            sentences: string[];
            /** Topic */
            topic: string | null;
        };
        /**
         * OfferLineOut
         * @description An offer of a conversation; `GET /offers/{id}/decision` has why.
         */
        OfferLineOut: {
            /** Associate Name */
            associate_name: string;
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
            /** State */
            state: string;
        };
        /** OfferLines */
        OfferLines: {
            /** Items */
            items: components["schemas"]["OfferLineOut"][];
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
        /**
         * One
         * @description A conversation as whoever decides saw it.
         */
        One: {
            /** Epoch */
            epoch: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
        };
        /**
         * OwnPhone
         * @description The associate's own phone, in E.164; null: calls come to the console.
         */
        OwnPhone: {
            /** Number */
            number: string | null;
        };
        /** OwnReplies */
        OwnReplies: {
            /** Items */
            items: components["schemas"]["OwnReply"][];
        };
        /**
         * OwnReply
         * @description A reply as its associate wrote it, with its variables.
         */
        OwnReply: {
            /** Body */
            body: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Language */
            language: string;
            /** Shortcut */
            shortcut: string;
            /** Title */
            title: string;
        };
        /** Part */
        Part: {
            /** Count */
            count: number;
            /** Of */
            of: number;
            /** Share */
            share: number | null;
        };
        /**
         * PartOut
         * @description A contact that is part of the person: what is proved is proved of one of these.
         */
        PartOut: {
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
        /**
         * Past
         * @description A past outcome to learn from; `csat` null: nobody asked or nobody answered.
         */
        Past: {
            /** Associate */
            associate: string;
            /**
             * Concurrency
             * @default 1
             */
            concurrency: number;
            conversation: components["schemas"]["Need"];
            /** Csat */
            csat?: boolean | null;
            /** Resolved */
            resolved: boolean;
            /**
             * Wait
             * @default 0
             */
            wait: number;
            /**
             * Work
             * @default 0
             */
            work: number;
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
        /** PlaceOut */
        PlaceOut: {
            /** Key */
            key: string;
            /** Name */
            name: string;
        };
        /**
         * PolicyReplay
         * @description What another policy would have been worth on the offers as recorded, per conversation, doubly robustly.
         */
        PolicyReplay: {
            /** Agreed */
            agreed: number;
            /** As Made */
            as_made: number;
            /** Difference */
            difference: number;
            /** High */
            high: number;
            /** Low */
            low: number;
            /** Offers */
            offers: number;
            /**
             * Other
             * @enum {string}
             */
            other: "longest-idle" | "anybody";
            /** Value */
            value: number;
        };
        /** PolicyReplays */
        PolicyReplays: {
            /** Items */
            items: components["schemas"]["PolicyReplay"][];
        };
        /**
         * PoolOut
         * @description One kind of conversation in the next quarter of an hour. `work_min`: mean of one; the rest in work-minutes.
         */
        PoolOut: {
            /** Channel */
            channel: string;
            /** Demand Min */
            demand_min: number;
            /** Expected */
            expected: number;
            /** Lacking Min */
            lacking_min: number;
            /** Language */
            language: string;
            /** Topic */
            topic: string;
            /** Waiting */
            waiting: number;
            /** Work Min */
            work_min: number;
        };
        /**
         * Precision
         * @description Of the judged answers: how many were right, and the 95 % interval of the share (Wilson).
         */
        Precision: {
            /** High */
            high: number | null;
            /** Low */
            low: number | null;
            /** Of */
            of: number;
            /** Right */
            right: number;
            /** Share */
            share: number | null;
        };
        /** ProveCode */
        ProveCode: {
            /** Code */
            code: string;
        };
        /**
         * ProviderOut
         * @description One of the directory, with what is known of them by now.
         */
        ProviderOut: {
            /** Base */
            base: string;
            /** Company */
            company: string;
            /** Done */
            done: number;
            /** Id */
            id: string;
            /** Jobs */
            jobs: number;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
            /** Rating */
            rating: number | null;
            /** Ratings */
            ratings: number;
        };
        /**
         * ProviderOutcome
         * @description Whether the work was done as agreed, and how it was rated.
         */
        ProviderOutcome: {
            /** Done */
            done: boolean;
            /** Rating */
            rating?: number | null;
        };
        /**
         * ProviderPage
         * @description The provider's page that the browser goes to.
         */
        ProviderPage: {
            /** Url */
            url: string;
        };
        /** PullBack */
        PullBack: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            do: "pull_back";
        };
        /**
         * QualityOut
         * @description How wrong such forecasts were on the past, a day ahead by quarters of an hour; null with too little of it.
         *
         *     `wape`: sum of absolute errors over the sum; `bias`: of the errors with their signs, above 0 is too much.
         */
        QualityOut: {
            /** Bias */
            bias: number | null;
            /** Intervals */
            intervals: number;
            /** Wape */
            wape: number | null;
        };
        /**
         * Question
         * @description Who should get this conversation?
         */
        Question: {
            /** Associates */
            associates: components["schemas"]["Candidate"][];
            conversation: components["schemas"]["Need"];
            /**
             * History
             * @default []
             */
            history: components["schemas"]["Past"][];
            /**
             * Policy
             * @default longest-idle
             * @enum {string}
             */
            policy: "gigline" | "round-robin" | "longest-idle" | "skill-tier" | "simplr-like";
            /**
             * Seed
             * @default 0
             */
            seed: number;
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
         * Reason
         * @description Whether somebody may have it; `rule` is the first that says no.
         */
        Reason: {
            /** Id */
            id: string;
            /** May */
            may: boolean;
            /** Rule */
            rule: string | null;
        };
        /** ReasonCount */
        ReasonCount: {
            /** Count */
            count: number;
            /** Reason */
            reason: string;
        };
        /**
         * Recommend
         * @description What is needed, by the directory's keys. `at`: then, by the brand's clock (no offset); missing: as soon as
         *     possible.
         */
        Recommend: {
            /** At */
            at?: string | null;
            /** Conversation Id */
            conversation_id?: string | null;
            /**
             * Excluded
             * @default []
             */
            excluded: string[];
            /** Kind */
            kind: string;
            /** Language */
            language?: string | null;
            /** Place */
            place: string;
            /**
             * Skills
             * @default []
             */
            skills: string[];
        };
        /** RecommendationList */
        RecommendationList: {
            /** Items */
            items: components["schemas"]["RecommendationOut"][];
        };
        /**
         * RecommendationOut
         * @description `passed_over`: how many each work rule kept out.
         */
        RecommendationOut: {
            /**
             * Asked By
             * @enum {string}
             */
            asked_by: "associate" | "bot" | "api";
            /** Chosen */
            chosen: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Done */
            done: boolean | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Items */
            items: components["schemas"]["Recommended"][];
            /** Kind */
            kind: string;
            /** Passed Over */
            passed_over: {
                [key: string]: number;
            };
            /** Place */
            place: string;
            /** Rating */
            rating: number | null;
        };
        /**
         * RecommendationRecord
         * @description The whole record, replayed on the spot.
         */
        RecommendationRecord: {
            recommendation: components["schemas"]["RecommendationOut"];
            /** Record */
            record: {
                [key: string]: unknown;
            };
            /** Replays */
            replays: boolean;
        };
        /**
         * Recommended
         * @description One of those to choose from. `rating` is drawn toward the mean of all while there are few `ratings`.
         */
        Recommended: {
            /** Company */
            company: string;
            /** Done */
            done: number;
            /** Free In Min */
            free_in_min: number;
            /** Id */
            id: string;
            /** Jobs */
            jobs: number;
            /** Km */
            km: number;
            /** Languages */
            languages: string[];
            /** Name */
            name: string;
            /** Newcomer */
            newcomer: boolean;
            /** Rating */
            rating: number | null;
            /** Ratings */
            ratings: number;
            /** Reasons */
            reasons: string[];
        };
        /**
         * Recorded
         * @description A decision as it was made, and whether the same question has the same answer now.
         */
        Recorded: {
            answer: components["schemas"]["Chosen"];
            question: components["schemas"]["Question"];
            /** Replays */
            replays: boolean;
        };
        /**
         * ReplayOut
         * @description How many messages and other parts it held, and how many of them were new.
         */
        ReplayOut: {
            /** New */
            new: number;
            /** Parts */
            parts: number;
        };
        /**
         * ReplyOut
         * @description A saved reply of the brand; `id` is null for all that associates keep for themselves.
         */
        ReplyOut: {
            /** Csat */
            csat: number | null;
            /** Id */
            id: string | null;
            /** Language */
            language: string;
            /** People */
            people: number;
            /** Rated */
            rated: number;
            /** Shortcut */
            shortcut: string;
            /** Title */
            title: string;
            true_h48: components["schemas"]["Part"];
            /** Uses */
            uses: number;
        };
        /**
         * ReplyReport
         * @description Most used first; `definitions` says in words what each figure counts.
         */
        ReplyReport: {
            /** Days */
            days: number;
            /** Definitions */
            definitions: {
                [key: string]: string;
            };
            /** Items */
            items: components["schemas"]["ReplyOut"][];
        };
        /**
         * Resolve
         * @description `reason` becomes a private note.
         */
        Resolve: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            do: "resolve";
            /**
             * Reason
             * @default
             */
            reason: string;
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
        /**
         * RowOut
         * @description A group: its key, what it is called, and its figures by the measures' keys.
         */
        RowOut: {
            /** Figures */
            figures: {
                [key: string]: components["schemas"]["FigureOut"];
            };
            /** Key */
            key: string;
            /** Name */
            name: string;
        };
        /**
         * RunAction
         * @description `client_id` is the idempotency key of the caller: the same one again runs nothing again.
         */
        RunAction: {
            /** Client Id */
            client_id: string;
            /**
             * Confirmed
             * @default false
             */
            confirmed: boolean;
            /** Epoch */
            epoch: number;
            /**
             * Inputs
             * @default {}
             */
            inputs: {
                [key: string]: unknown;
            };
        };
        /**
         * RunOut
         * @description A run. `text` is what the brand would say to the requester, if it says something.
         */
        RunOut: {
            /** Action */
            action: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Risk
             * @enum {string}
             */
            risk: "read_own" | "reversible" | "money";
            /**
             * Runner
             * @enum {string}
             */
            runner: "bot" | "associate" | "cleared";
            /** Runner Name */
            runner_name: string;
            /** Settled At */
            settled_at: string | null;
            /** Shown */
            shown: components["schemas"]["ShownOut"][];
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "started" | "succeeded" | "refused" | "failed" | "unknown";
            /** Text */
            text: string;
            /** Title */
            title: string;
            /** Why */
            why: string;
        };
        /** SavedView */
        SavedView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
        };
        /**
         * SaveView
         * @description `shared`: for everybody who works for the brand (leaders).
         */
        SaveView: {
            filter: components["schemas"]["ListFilter"];
            /** Name */
            name: string;
            /**
             * Shared
             * @default false
             */
            shared: boolean;
        };
        /**
         * SendCode
         * @description Where to: a claimed or known address of the requester.
         */
        SendCode: {
            /**
             * Type
             * @enum {string}
             */
            type: "email" | "phone";
            /** Value */
            value: string;
        };
        /**
         * SendMessage
         * @description `replies`: the saved replies that the answer was made of, to be counted.
         */
        SendMessage: {
            /**
             * Attachments
             * @default []
             */
            attachments: string[];
            /** Body */
            body: string;
            /** Client Id */
            client_id: string;
            /** Epoch */
            epoch: number;
            /**
             * Replies
             * @default []
             */
            replies: string[];
        };
        /**
         * SetKinds
         * @description `kind` is what they are to begin with, `kinds` all they are.
         */
        SetKinds: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "customer" | "worker" | "business" | "employee";
            /** Kinds */
            kinds: ("customer" | "worker" | "business" | "employee")[];
        };
        /**
         * SettingsIn
         * @description What changes; null takes a setting away.
         */
        SettingsIn: {
            /** Settings */
            settings: {
                [key: string]: string | number | boolean | null;
            };
        };
        /**
         * SettleRun
         * @description What somebody found out about a run of unknown outcome.
         */
        SettleRun: {
            /** Happened */
            happened: boolean;
        };
        /**
         * ShadowOut
         * @description Conversations that people held: in how many the bot would have answered or asked, and whether people's answer was
         *     the same article's.
         */
        ShadowOut: {
            /** Agreed */
            agreed: number;
            /** Differed */
            differed: number;
            /** Seen */
            seen: number;
            /** Would Answer */
            would_answer: number;
            /** Would Ask */
            would_ask: number;
        };
        /**
         * SharedPool
         * @description The pool of another experiment that runs, and how many of the people serve both.
         */
        SharedPool: {
            /** Name */
            name: string;
            /** People */
            people: number;
        };
        /**
         * SharingOut
         * @description Of the `people` who serve a pool, who does something else as well, so that one arm's load reaches the other: in
         *     all (`shared`), the rest of the brand's queue (`outside`), other brands (`elsewhere`), other experiments' pools.
         */
        SharingOut: {
            /** Elsewhere */
            elsewhere: number;
            /** Outside */
            outside: number;
            /** People */
            people: number;
            /** Pools */
            pools: components["schemas"]["SharedPool"][];
            /** Shared */
            shared: number;
        };
        /**
         * ShownOut
         * @description A value of an answer as people read it; for a list, one mapping for each row.
         */
        ShownOut: {
            /** Name */
            name: string;
            /** Rows */
            rows: {
                [key: string]: unknown;
            }[];
            /** Text */
            text: string;
            /** Title */
            title: string;
            /**
             * Type
             * @enum {string}
             */
            type: "text" | "integer" | "number" | "boolean" | "date" | "money" | "list";
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
         * SimulatedPolicy
         * @description Shares are percent of arrivals, waits seconds. `online_h`: hours that people were there on a day; `pay`: what
         *     they cost against now, 1 is as it is.
         */
        SimulatedPolicy: {
            /** By Half Hour */
            by_half_hour: components["schemas"]["HalfHour"][];
            /** Figures */
            figures: {
                [key: string]: components["schemas"]["Figure"] | null;
            };
            /** Online H */
            online_h: number;
            /** Pay */
            pay: number;
            /** Policy */
            policy: string;
            /** Scenario */
            scenario: string;
        };
        /**
         * SizeOut
         * @description How the measure was in the last 28 days, by blocks; what finding the difference takes with a power of 80 %.
         */
        SizeOut: {
            /** Between */
            between: number;
            /** Blocks */
            blocks: number;
            /** Days */
            days: number;
            /** Mean */
            mean: number;
            /** Pairs */
            pairs: number;
            /** Per Block */
            per_block: number;
            /** Within */
            within: number;
        };
        /** SplitOff */
        SplitOff: {
            /**
             * Type
             * @enum {string}
             */
            type: "visitor" | "external" | "api" | "email" | "phone";
            /** Value */
            value: string;
        };
        /** Staffing */
        Staffing: {
            /** Items */
            items: components["schemas"]["NeedOut"][];
        };
        /** StandbyOut */
        StandbyOut: {
            /** Calls */
            calls: components["schemas"]["CallInOut"][];
            /** Lately */
            lately: components["schemas"]["CallReason"][];
            /** Most A Day */
            most_a_day: number;
            /** Opted In */
            opted_in: boolean;
            /** Quiet From */
            quiet_from: string;
            /** Quiet Until */
            quiet_until: string;
            /** Time Zone */
            time_zone: string;
        };
        /**
         * StartCall
         * @description The browser's offer with all its candidates; `record`: the requester agrees that the call is recorded.
         */
        StartCall: {
            /**
             * Record
             * @default false
             */
            record: boolean;
            /** Sdp */
            sdp: string;
        };
        /**
         * StartExperiment
         * @description `planned`: pairs of blocks of a switchback, conversations of each arm of a holdout. `share`: of the contacts of a
         *     holdout who are under `a`. `language`: only that one. `topics`: keys, only these; none: all.
         */
        StartExperiment: {
            /**
             * A
             * @default longest-idle
             * @enum {string}
             */
            a: "gigline" | "gigline-without-affinity" | "longest-idle";
            /**
             * B
             * @default gigline
             * @enum {string}
             */
            b: "gigline" | "gigline-without-affinity" | "longest-idle";
            /**
             * Block Min
             * @default 90
             */
            block_min: number;
            /**
             * Kind
             * @default switchback
             * @enum {string}
             */
            kind: "switchback" | "holdout";
            /** Language */
            language?: string | null;
            /**
             * Measure
             * @default resolved
             * @enum {string}
             */
            measure: "resolved" | "in_time" | "csat";
            /** Name */
            name: string;
            /**
             * Planned
             * @default 20
             */
            planned: number;
            /**
             * Share
             * @default 0.1
             */
            share: number;
            /**
             * Topics
             * @default []
             */
            topics: string[];
            /**
             * Wash Out Min
             * @default 15
             */
            wash_out_min: number;
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
            /** Time Zone */
            time_zone?: string | null;
            /** Visitor */
            visitor?: string | null;
        };
        /**
         * StartWave
         * @description At least so many work-minutes will be lacking in the next quarter of an hour.
         */
        StartWave: {
            /**
             * Minutes
             * @default 0
             */
            minutes: number;
        };
        /**
         * SuggestedReplies
         * @description Best first. `values`: what is known in this conversation, by the names of variables.
         */
        SuggestedReplies: {
            /** Items */
            items: components["schemas"]["SuggestedReply"][];
            /** Values */
            values: {
                [key: string]: string;
            };
        };
        /**
         * SuggestedReply
         * @description `text` is filled from the conversation; what is not known stands in it as a blank, `[[order number]]`.
         */
        SuggestedReply: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Language */
            language: string;
            /** Own */
            own: boolean;
            /** Shortcut */
            shortcut: string;
            /** Text */
            text: string;
            /** Title */
            title: string;
        };
        /**
         * SwitchTopic
         * @description `version` is 0 where the topic was never switched.
         */
        SwitchTopic: {
            /**
             * Held By
             * @enum {string}
             */
            held_by: "bot" | "people";
            /** Version */
            version: number;
            /** Why */
            why: string;
        };
        /** TalkCall */
        TalkCall: {
            /**
             * To
             * @enum {string}
             */
            to: "requester" | "colleague" | "all";
        };
        /**
         * TestOut
         * @description `name` is what the provider calls the account, `reason` why it would not say.
         */
        TestOut: {
            /**
             * Name
             * @default
             */
            name: string;
            /** Ok */
            ok: boolean;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /** Together */
        Together: {
            /** Conversations */
            conversations: components["schemas"]["One"][];
            /** Step */
            step: components["schemas"]["gigline__routing__together_schemas__Assign"] | components["schemas"]["PullBack"] | components["schemas"]["gigline__routing__together_schemas__Classify"] | components["schemas"]["gigline__routing__together_schemas__Snooze"] | components["schemas"]["Resolve"];
        };
        /**
         * TogetherResult
         * @description `epoch`: the conversation's after the step; `error` and `detail`: why there was none.
         */
        TogetherResult: {
            /** Detail */
            detail: string;
            /** Epoch */
            epoch: number | null;
            /** Error */
            error: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
        };
        /** TogetherResults */
        TogetherResults: {
            /** Items */
            items: components["schemas"]["TogetherResult"][];
        };
        /**
         * TopicStanding
         * @description `evidence_against` switches the topic to people when it reaches `switches_at`.
         */
        TopicStanding: {
            /** Evidence Against */
            evidence_against: number;
            /**
             * Held By
             * @enum {string}
             */
            held_by: "bot" | "people";
            /** Name */
            name: string;
            /**
             * Policy
             * @enum {string}
             */
            policy: "bot" | "person";
            precision: components["schemas"]["Precision"];
            /** Reason */
            reason: string;
            shadow: components["schemas"]["ShadowOut"];
            /** Since */
            since: string | null;
            /** Switches At */
            switches_at: number;
            /** Target */
            target: number;
            /** Topic */
            topic: string;
            /** Version */
            version: number;
        };
        /** TopicStandings */
        TopicStandings: {
            /** Items */
            items: components["schemas"]["TopicStanding"][];
        };
        /** Transfer */
        Transfer: {
            /** Epoch */
            epoch: number;
            to: components["schemas"]["TransferTarget"];
        };
        /**
         * TransferCall
         * @description To `associate_id`, or (None) to whoever is found.
         */
        TransferCall: {
            /** Associate Id */
            associate_id?: string | null;
            /** Epoch */
            epoch: number;
            /**
             * Note
             * @default
             */
            note: string;
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
        /** ViewList */
        ViewList: {
            /** Items */
            items: components["schemas"]["ViewOut"][];
        };
        /**
         * ViewOut
         * @description A saved view. `count` is null where it is not counted: of what is settled, and of words.
         */
        ViewOut: {
            /**
             * Brand Id
             * Format: uuid
             */
            brand_id: string;
            /** By */
            by: string;
            count: components["schemas"]["CountOut"] | null;
            filter: components["schemas"]["ListFilter"];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Shared */
            shared: boolean;
        };
        /** WaveDetail */
        WaveDetail: {
            /** Level */
            level: number;
            /** People */
            people: components["schemas"]["WavePerson"][];
            /** Pools */
            pools: components["schemas"]["PoolOut"][];
            wave: components["schemas"]["WaveOut"];
        };
        /**
         * WaveOut
         * @description `by`: the leader who started it, null if the router did.
         */
        WaveOut: {
            /** Accepted */
            accepted: number;
            /** By */
            by: string | null;
            /** Called */
            called: number;
            /** Declined */
            declined: number;
            /** Ended At */
            ended_at: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Lacking Min */
            lacking_min: number;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "running" | "over" | "covered" | "stopped";
            /** Waiting */
            waiting: number;
        };
        /**
         * WavePerson
         * @description How a wave stood with somebody. `chance` that they come, and after how long, by our guess; `why` in words.
         */
        WavePerson: {
            /** Brings Min */
            brings_min: number;
            /** Called */
            called: boolean;
            /** Chance */
            chance: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Latency S */
            latency_s: number;
            /** Name */
            name: string;
            /** Why */
            why: string;
        };
        /** WayList */
        WayList: {
            /** Items */
            items: components["schemas"]["WayOut"][];
        };
        /**
         * WayOut
         * @description A place to answer at. `address` is empty where the channel has none that people know.
         */
        WayOut: {
            /** Address */
            address: string;
            /** Channel */
            channel: string;
            /** Current */
            current: boolean;
            /** Id */
            id: string;
        };
        /** WhatIfList */
        WhatIfList: {
            /** Items */
            items: components["schemas"]["WhatIfOut"][];
        };
        /** WhatIfOut */
        WhatIfOut: {
            /** Asked */
            asked: {
                [key: string]: unknown;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Doing */
            doing: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Progress */
            progress: number;
            /** Rows */
            rows: components["schemas"]["SimulatedPolicy"][];
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "running" | "done" | "cancelled" | "failed";
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
         * WidgetCall
         * @description The requester's call, if they are in one, and how a browser joins one.
         */
        WidgetCall: {
            call: components["schemas"]["CallBrief"] | null;
            /** Ice Servers */
            ice_servers: components["schemas"]["IceServerOut"][];
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
            /** Opens At */
            opens_at: string | null;
            queue: components["schemas"]["QueuePlace"] | null;
            rating: components["schemas"]["RatingState"] | null;
        };
        /**
         * WidgetSession
         * @description `token` is the bearer token of all other calls, `visitor` is kept by the browser for next time. `opens_at` is
         *     when there will be people again, where the brand is closed now.
         */
        WidgetSession: {
            /** Available */
            available: boolean;
            bot: components["schemas"]["BotBrief"];
            brand: components["schemas"]["BrandBrief"];
            calls: components["schemas"]["CallsBrief"];
            contact: components["schemas"]["gigline__api__widget__schemas__ContactBrief"];
            /** Conversation */
            conversation: string | null;
            /** Matching */
            matching: components["schemas"]["MatchingBrief"][];
            /** Opens At */
            opens_at: string | null;
            /** Token */
            token: string;
            /** Visitor */
            visitor: string;
        };
        /** WriteArticle */
        WriteArticle: {
            /** Body */
            body: string;
            /** Questions */
            questions: string[];
            /** Title */
            title: string;
            /** Topic */
            topic: string;
            /** Version */
            version: number;
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
