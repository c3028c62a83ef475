using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <content>What comes before the work: whether this signer may do it, and what it goes on from.</content>
internal sealed partial class ZoneTurn
{
    // Left alone; but a hold that somebody forgot must not take the zone down without a word.
    private ZoneResult Held(Hold hold)
    {
        (ZoneState state, RefusedException? alarm) = HeldZone.Look(_zone, _before, hold, _run.Now, _threads);

        // What was installed stays what is remembered. And a state that is lost is not begun anew with an
        // alarm: the first run after the hold has to see that it is.
        ZoneState remembered = state with { FirstExpiration = _before.FirstExpiration };
        if (!_run.Request.IsDryRun && remembered != _before && ZoneState.IsThere(_run.State, _zone))
        {
            remembered.Write(_run.State, _zone);
        }

        _state = state;
        return Result(ZoneOutcome.Held, hold.Words) with { Failure = alarm };
    }

    /// <summary>Sees whether the state is that of the signed file, and remembers above which serial a
    /// promotion has to go.</summary>
    private void LookAtState()
    {
        bool isKnown = ZoneState.IsThere(_run.State, _zone);
        _isStateLost = File.Exists(_zone.Output) && !isKnown;
        _isNeverSigned = !File.Exists(_zone.Output) && !isKnown;
        if (_isStateLost)
        {
            _findings.Add(new Finding(
                CheckCodes.StateLost, new SourceLocation(_zone.Output),
                $"{_zone.Name} was signed before, and {_run.State.Root} knows nothing of it: its input counts as new"));
        }

        LookForDamage();
        if (_run.Request.SerialFloors.TryGetValue(_zone.Name, out SerialNumber floor)
            && !_run.Request.IsDryRun)
        {
            _run.State.MakeFor(_zone);
            _before = _before.WithFloor(floor) with { PromotedAbove = floor };
            _state = _before;
            _state.Write(_run.State, _zone); // so that the next run knows it where this one fails
        }
    }

    // What is remembered has the digest of what was installed. Without it the file has to speak for itself,
    // before anything is kept from it.
    private void LookForDamage()
    {
        if (_before.OutputDigest is not null || FileStamp.Sha256Of(_zone.Output) is null
            || DamagedOutput.Find(_zone, _run, _threads) is not { } damage)
        {
            return;
        }

        _damage = damage;
        if (!_run.Request.IsDryRun && DamagedOutput.GreatestSerial(_zone, _run) is { } serial)
        {
            _run.State.MakeFor(_zone);
            _before = _before.WithFloor(serial);
            _state = _before;
        }
    }

    // What is signed is what was checked: content that a bad disk, or a careless hand, changed since is
    // picked up anew.
    private void LookAtAccepted()
    {
        if (AcceptedFile is { } accepted && !AcceptedInput.IsWhole(accepted))
        {
            _isAcceptedDamaged = true;
            string message =
                $"{accepted} is not the content that was accepted: its input is taken as if it were new";
            _findings.Add(new Finding(CheckCodes.AcceptedAltered, new SourceLocation(accepted), message));
            Record("altered", message);
        }
    }

    // A damaged file cannot show that it is the version which servers have; where there may be other signers,
    // the configuration says so.
    private bool HasNothingToCompare =>
        _damage is not null && SignedHead.Read(_zone.Output, _zone.Name) is null;

    /// <summary>Looks at what is served where there are several signers, or may be: it shows another's work
    /// before anything is made here.</summary>
    /// <returns>The end of the turn, or null where it may go on.</returns>
    private ZoneResult? Fenced()
    {
        bool mayBeFenced = (_run.Role is not null || (_isStateLost && !HasNothingToCompare) || _isNeverSigned)
            && !_run.Request.IsDryRun && !_run.Request.SerialFloors.ContainsKey(_zone.Name);
        if (!mayBeFenced || OtherSigner.Find(_zone, _before, _run) is not { } sign)
        {
            return null;
        }

        if (_run.Role is null || _isNeverSigned)
        {
            // Nothing is written: as long as nobody says what this signer is, each run says this.
            string why = _isNeverSigned ? "it was never signed here" : "the state directory is new";
            RefusedException unknown = new(CheckCodes.SignerOtherActive, $"{_zone.Name}: {why}, and {sign}",
                SignerRole.Saying);
            Record("refused", unknown.Message);
            return Result(ZoneOutcome.Failed, unknown.Message) with { Failure = unknown };
        }

        _run.StepDown(sign);
        RefusedException fenced = new(
            CheckCodes.SignerOtherActive,
            $"{_zone.Name}: another signer is active: {sign}; this one stands by from now on",
            "see which of them is to sign; `signall promote` makes this one active again");
        return Ended(ZoneOutcome.Failed, fenced.Message, fenced);
    }

    /// <summary>Begins the book of the children's DS where it is not there: what is published
    /// stands.</summary>
    /// <exception cref="UnreadableInputException">The signed file or the input cannot be read; signing
    /// without it could take DS away.</exception>
    private void BeginLedger()
    {
        if (_zone.Children is null || File.Exists(ChildLedger.DueFile(_run.State, _zone))
            || !File.Exists(AcceptedFile ?? _zone.File))
        {
            return;
        }

        // A DS of a damaged file may be damaged itself, and make its child bogus for good.
        Dictionary<DomainName, ChildSet> published = _damage is not null ? []
            : PublishedChildren.Of(_zone, AcceptedFile, _run.Now, _threads, _run.Stop);
        if (_run.Request.IsDryRun)
        {
            _published = published;
            return;
        }

        _run.State.MakeFor(_zone);
        ChildLedger.Begin(_run.State, _zone, published);
        if (published.Count > 0)
        {
            Record("children-kept",
                $"the book of its children was not there: DS sets were taken from the signed file: {string.Join(' ', published.Keys.Order())}");
        }
    }

    /// <summary>Lets new input say which DS a child has where it says something else than before.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read.</exception>
    private void LetInputChangeChildren(string source)
    {
        _changedChildren = [];
        if (_zone.Children is null || AcceptedFile is not { } accepted || source == accepted)
        {
            return;
        }

        Dictionary<DomainName, ChildSet> book = ChildLedger.Of(_run.State, _zone).Due;
        _changedChildren = ChangedChildren.Of(_zone, accepted, source, book.Keys, _threads, _run.Stop);
        foreach ((DomainName child, (_, IReadOnlyList<byte[]> ds)) in _changedChildren)
        {
            if (book.TryGetValue(child, out ChildSet? booked) && !booked.HasSame(ds))
            {
                _findings.Add(new Finding(
                    CheckCodes.ChildDsChanged, new SourceLocation(_zone.File),
                    $"the input has another DS set for {child} than before ({ds.Count} DS); it takes the place of the one that was put in here"));
            }
        }
    }

    // The DS that the input took away have left, be they its own or others in their place.
    private void StrikeChangedChildren()
    {
        if (_changedChildren.Count == 0)
        {
            return;
        }

        ChildLedger book = ChildLedger.Of(_run.State, _zone);
        foreach ((DomainName child,
            (IReadOnlyList<byte[]> before, IReadOnlyList<byte[]> ds)) in _changedChildren)
        {
            bool isBooked = book.Due.TryGetValue(child, out ChildSet? booked);
            book.NoteLeft(child, ds, isBooked
                ? ChildSet.Sorted([.. before, .. booked!.Ds]) : before, _run.Now);
            book.NoteSigned(child, _run.Now);
            if (isBooked)
            {
                _run.Journal.Append(
                    "child-ds", child.ToString(),
                    $"the input of {_zone.Name} changed its DS set, and says from here on which it is",
                    ("ds", string.Join(' ', ds.Select(Convert.ToHexString))));
            }
        }

        book.Strike(_changedChildren.Keys);
        book.Write();
    }
}
