"""Statuses: the one table from refusal code to HTTP status.

Codes stand under the status that they are answered with: 403 for who asks, 409 for what the state of things forbids,
422 for what was entered, 500 for what only operators can mend and callers are told nothing of. A test compares the
table with every ``Refusal`` in the code, so none can be missing and none can linger.
"""

from http import HTTPStatus

_TABLE = {
    HTTPStatus.BAD_REQUEST: """
        cursor-unreadable idempotency-key-malformed idempotency-key-missing if-match-malformed json-malformed
        last-event-id-malformed dry-run-not-offered form-unreadable
    """,
    HTTPStatus.UNAUTHORIZED: """
        key-not-accepted key-required second-factor-awaited session-not-open sign-in-needed sign-in-refused
    """,
    HTTPStatus.FORBIDDEN: """
        excerpt-of-another-office merged-under-another-lead
        advice-in-another-name confirmed-by-proposer minutes-approved-by-drafter not-permitted published-by-preparer
        raised-in-another-name rank-not-held setup-closed cross-site-refused not-placed-today page-needs-session
    """,
    HTTPStatus.NOT_FOUND: """
        checkpoint-not-found document-not-found edition-not-found letter-text-unknown object-not-found route-not-found
        session-unknown
    """,
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.CONFLICT: """
        edition-not-published published-files-already-kept published-files-incomplete
        account-not-suspended account-suspended factor-already-added factor-not-begun factor-unknown secret-key-missing
        mail-trial-failed own-address-missing
        announcement-withdrawn calendar-feed-closed nobody-to-write-to
        notice-not-failed notice-not-sent pause-lifted wording-stale
        acts-fallen-since-completion already-in-lead no-joint-owner nowhere-to-carry roster-as-convened
        deadline-still-runs feed-position-ahead nothing-left-to-decide
        nothing-redacted report-fallen
        year-under-review past-cells-unchanged head-count-already-entered head-count-not-entered head-count-unchanged
        activity-told-elsewhere outreach-plan-ended challenge-ended challenge-not-reviewed challenge-not-taken-up
        office-plan-already-adopted office-plan-not-adopted own-emissions-restatement-unexplained
        excerpt-already-received excerpt-not-standing item-put-by-no-office nothing-postponed
        origin-not-passed-on merged-into-inactive not-the-successor plan-no-longer-reviewed
        nothing-to-carry-over activity-not-yet-held member-already-seated seat-not-vacant
        measure-changed-since-approval measure-not-shared not-approved-there not-decided-by-council
        survey-already-taken-in survey-preview-stale
        advisers-not-convened
        advice-not-answered advice-open advice-settled agenda-empty already-assigned already-in-plan already-member
        already-published body-already-established closing-not-proposed committee-heard-before-council
        committee-not-heard comparison-missing compilation-lapsed compilation-not-current compilation-not-finalised
        content-of-other-compilation council-not-approved deadline-not-passed due-day-not-passed
        evaluated-parts-not-filed factor-already-published factor-not-published factor-proposal-not-open
        listed-measures-unconfirmed newer-compilation-unpublished published-compilation-lapsed
        filing-already-submitted filing-not-accepted filing-not-editable
        filing-not-submitted in-house-approval-missing in-house-approval-stands item-already-decided items-undecided
        key-already-revoked material-not-fixed measure-state-forbids measures-unconfirmed meeting-already-held
        meeting-day-not-reached meeting-not-held meeting-undecided minutes-already-approved minutes-not-approved
        minutes-not-drafted not-assigned not-in-plan not-published nothing-missing notice-done notice-moved
        notice-not-claimed notice-not-due pinned-part-changed plan-already-succeeded plan-not-adopted plan-not-draft
        plan-without-members plan-without-sectors publication-outstanding quorum-not-reached rank-out-of-order
        ranks-missing
        recalculation-not-open recalculation-outdated reopening-not-proposed request-key-reused roster-missing
        emissions-year-repeated
        round-already-opened round-closed round-not-closed round-without-members round-without-sectors secret-shown-once
        sectors-unstated state-forbids step-already-completed step-incomplete step-not-open steps-unfinished
        stream-moved warning-not-raised warnings-unanswered webhook-ended webhook-key-missing webhook-not-active
        webhook-position-ahead webhook-secret-shown-once
    """,
    HTTPStatus.PRECONDITION_FAILED: "version-stale",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body-too-large document-too-large workbook-too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "form-type-not-supported media-type-not-supported",
    HTTPStatus.UNPROCESSABLE_ENTITY: """
        passwords-differ characters-not-in-cp932
        factor-code-refused password-easily-guessed password-too-long password-too-short person-not-placed
        survey-cell-closed survey-choice-unknown survey-columns-missing survey-dash-unclear survey-ditto-unfounded
        survey-figure-unreadable survey-for-other survey-form-outdated survey-formula-found survey-line-emptied
        survey-line-incomplete survey-line-twice survey-line-unknown survey-not-found survey-reference-unknown
        workbook-bloated workbook-damaged workbook-encrypted workbook-not-xlsx workbook-with-links workbook-with-macros
        attachment-named-twice attachment-refused attachments-too-large
        answer-before-today capacity-has-no-feed feed-of-nobody pause-days-contradict
        wording-place-missing wording-place-unknown
        measure-of-another-plan position-ahead position-unasked proof-out-of-reach
        meeting-before-change member-not-seated proxy-for-too-many proxy-unknown redaction-contradicted
        acted-person-missing acting-for-incomplete activity-outside-year activity-unknown
        allocation-missing allocation-without-activity
        assignment-dates-contradict body-dates-contradict body-without-outreach bundle-acts-differ carried-backwards
        carrier-of-other-table cell-stated-twice commented-field-unknown compilation-of-another-year
        correction-authority-missing correction-reason-missing count-contradicts day-before-eras due-day-closed
        due-day-not-later effective-day-in-future emissions-year-not-past energy-use-missing energy-use-twice
        erratum-reason-missing
        factor-authority-missing factor-ground-missing factor-not-known factor-unchanged figure-too-large
        factor-year-missing
        figure-without-source formula-too-long past-cells-missing head-count-year-not-begun households-exceed-population
        grade-unknown handed-over-to-oneself input-invalid instant-without-zone item-unknown not-an-owner
        challenge-origin-incomplete concern-without-plan office-of-another-municipality origin-of-another-municipality
        partner-is-itself planned-for-past review-of-another-year
        office-plan-dates-contradict own-emissions-year-not-over reduction-differs-from-formula
        reduction-figure-missing reduction-formula-incomplete seat-of-office seat-of-person seat-unknown
        successor-in-other-capacity target-stated-twice term-dates-contradict variation-dates-contradict
        variation-empty initiative-not-in-plan lead-owner-stays measure-day-in-future merged-into-other-plan
        owner-named-twice policy-not-in-plan policy-not-named
        adviser-capacity-differs adviser-not-seated origin-of-another-matter span-reversed template-incomplete
        key-life-not-allowed launched-before-budget listing-ground-missing mail-address-refused mail-body-refused
        mail-header-refused measure-dates-contradict measure-not-due measure-undescribed meeting-not-yet-held
        membership-dates-contradict merged-into-itself minutes-differ nobody-present not-a-member not-a-round-member
        not-on-roster number-not-unique outcome-unfit payload-refused plan-dates-contradict plan-period-contradicts
        plan-membership-dates-contradict
        present-and-represented quorum-too-large rank-not-needed recalculation-reason-missing received-before-meeting
        received-in-future
        repetition-ground-missing
        reopening-authority-missing reopening-ground-missing restatement-effect-missing return-comments-missing
        carried-onto-itself carried-to-another-body carried-to-earlier-meeting outside-month-unexplained
        passage-not-in-minutes received-before-made
        run-not-of-today sector-not-in-plan sector-tree-broken sector-without-standard-method share-exceeds-whole
        step-not-of-offices successor-is-itself
        successor-not-later unit-differs unknown-body unknown-indicator warming-potential-not-known
        warning-reason-missing webhook-address-malformed webhook-address-not-https webhook-address-with-credentials
        webhook-address-with-query webhook-host-not-allowed webhook-reader-not-allowed webhook-topic-unknown
        whole-not-of-method
    """,
    HTTPStatus.PRECONDITION_REQUIRED: "version-required",
    HTTPStatus.TOO_MANY_REQUESTS: "rate-exceeded sign-in-paused",
    HTTPStatus.INTERNAL_SERVER_ERROR: """
        another-record checkpoint-malformed checkpoint-not-signed record-contradicts-checkpoint record-turned-back
        lead-lost typesetting-failed
        account-unnamed binaries-missing calendar-rules-damaged data-directory-not-writable data-from-other-version
        day-not-today disk-full embedded-database-refused letter-template-damaged machine-unsupported mail-deferred
        mail-refused matrix-damaged office-unreachable path-unusable reference-damaged row-missing sender-unknown
        server-not-started settings-differ smtp-address-refused start-timed-out unexpected-failure
        webhook-key-differs webhook-key-too-short
    """,
    HTTPStatus.SERVICE_UNAVAILABLE: """
        feeds-exhausted files-not-ready log-busy
        log-unreachable position-not-reached view-being-built
    """,
}

STATUS = {code: status for status, codes in _TABLE.items() for code in codes.split()}


def status_of(code: str) -> HTTPStatus:
    """Give the status of a refusal; one that is not in the table is for operators."""
    return STATUS.get(code, HTTPStatus.INTERNAL_SERVER_ERROR)
