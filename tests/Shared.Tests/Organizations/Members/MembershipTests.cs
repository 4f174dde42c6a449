using Azure;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;
using Smartlinks.Support;

namespace Smartlinks.Tests.Organizations.Members;

/// <summary>Members come, change and go: also at once, and also when the process dies between any two writes.</summary>
public sealed class MembershipTests
{
    private readonly MemberWorld _world = new();

    [Fact]
    public async Task Of_two_owners_who_demote_each_other_at_once_one_stays()
    {
        for (var round = 0; round < 20; round++)
        {
            var organization = await _world.FoundAsync();
            var (one, other) = ((await _world.Members.FindAsync(organization, MemberWorld.Owner, default))!, await _world.JoinAsync(organization, "other", Role.Owner));
            // Both have read before either writes.
            var reads = 0;
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _world.OrganizationRows.Faults.BeforeCallAsync = async (operation, _) =>
            {
                if (operation != "SubmitTransaction") return;
                if (Interlocked.Increment(ref reads) == 2) gate.TrySetResult();
                if (reads <= 2) await gate.Task;
            };

            var changes = await Task.WhenAll(_world.Members.ChangeAsync(one, other.Person, Role.Admin, default), _world.Members.ChangeAsync(other, one.Person, null, default));

            _world.OrganizationRows.Faults.BeforeCallAsync = null;
            Assert.Single(changes, change => change is MemberChange.Refused { Why: MemberRefusal.LastOwner });
            Assert.Equal(1, await _world.CheckAsync(organization));
        }
    }

    [Fact]
    public async Task Of_many_who_take_one_invitation_at_once_one_is_in()
    {
        var organization = await _world.FoundAsync();
        var code = await _world.InviteAsync(organization, Role.Owner);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => _world.Invitations.TakeAsync(code, MemberWorld.Person($"p{number}"), default))));

        Assert.Single(answers, answer => answer is InvitationAnswer.Taken);
        Assert.Equal(19, answers.Count(answer => answer is InvitationAnswer.Gone));
        Assert.Equal(2, await _world.CheckAsync(organization));
    }

    [Fact]
    public async Task Whatever_write_of_joining_the_process_dies_at_the_next_try_completes_it()
    {
        for (var writes = 0; writes < 4; writes++)
        {
            foreach (var isAnswerLost in new[] { false, true })
            {
                var world = new MemberWorld();
                var organization = await world.FoundAsync();
                var (code, person) = (await world.InviteAsync(organization, Role.Owner), MemberWorld.Person("new"));
                var dies = DieAt(world, writes, isAnswerLost);

                var first = await Record.ExceptionAsync(() => world.Invitations.TakeAsync(code, person, default));

                Assert.Equal(dies(), first is RequestFailedException);
                Assert.IsType<InvitationAnswer.Taken>(await world.Invitations.TakeAsync(code, person, default));
                Assert.Equal(2, await world.CheckAsync(organization));
                Assert.IsType<InvitationAnswer.Gone>(await world.Invitations.TakeAsync(code, MemberWorld.Person("late"), default));
            }
        }
    }

    [Fact]
    public async Task Whatever_write_of_leaving_the_process_dies_at_the_next_try_completes_it()
    {
        for (var writes = 0; writes < 4; writes++)
        {
            foreach (var isAnswerLost in new[] { false, true })
            {
                var world = new MemberWorld();
                var organization = await world.FoundAsync();
                var member = await world.JoinAsync(organization, "going", Role.Owner);
                DieAt(world, writes, isAnswerLost);
                await Record.ExceptionAsync(() => world.Members.ChangeAsync(member, member.Person, null, default));
                // A death that would have come after the last write comes to nobody else.
                foreach (var table in new[] { world.OrganizationRows, world.PersonRows }) table.Faults.BeforeCallAsync = null;

                await world.Members.ChangeAsync(member, member.Person, null, default);

                Assert.Null(await world.Members.FindAsync(organization, member.Person, default));
                Assert.Empty(await world.Directory.ListOrganizationsAsync(member.Person, default));
                Assert.Equal(1, await world.CheckAsync(organization));
            }
        }
    }

    [Fact]
    public async Task Whatever_write_of_founding_the_process_dies_at_a_retry_gives_one_organization()
    {
        for (var writes = 0; writes < 4; writes++)
        {
            foreach (var isAnswerLost in new[] { false, true })
            {
                var world = new MemberWorld();
                DieAt(world, writes, isAnswerLost);
                await Record.ExceptionAsync(() => world.Founder.FoundAsync(MemberWorld.Owner, "A label", "key", 1, default));

                var founded = Assert.IsType<FoundResult.Founded>(await world.Founder.FoundAsync(MemberWorld.Owner, "A label", "key", 1, default)).Organization;

                Assert.Equal(1, await world.CheckAsync(founded.Id));
                Assert.Single(world.OrganizationRows.Rows, row => row.RowKey == "profile");
                Assert.Equal([founded.Id], await world.Directory.ListOrganizationsAsync(MemberWorld.Owner, default));
            }
        }
    }

    [Fact]
    public async Task An_invitation_ends_with_its_inviters_right_to_give_it()
    {
        var organization = await _world.FoundAsync();
        var admin = await _world.JoinAsync(organization, "admin", Role.Admin);
        var code = await _world.InviteAsync(organization, Role.Admin, admin.Person);
        var owner = (await _world.Members.FindAsync(organization, MemberWorld.Owner, default))!;

        await _world.Members.ChangeAsync(owner, admin.Person, Role.Member, default);
        Assert.IsType<InvitationAnswer.Gone>(await _world.Invitations.LookAsync(code, MemberWorld.Person("friend"), default));
        await _world.Members.ChangeAsync(owner, admin.Person, null, default);

        Assert.IsType<InvitationAnswer.Gone>(await _world.Invitations.TakeAsync(code, admin.Person, default));
        Assert.IsType<InvitationAnswer.Gone>(await _world.Invitations.TakeAsync(code, MemberWorld.Person("friend"), default));
    }

    [Fact]
    public async Task Who_left_does_not_come_back_by_the_invitation_that_was_used()
    {
        var organization = await _world.FoundAsync();
        var code = await _world.InviteAsync(organization, Role.Member);
        var member = Assert.IsType<InvitationAnswer.Taken>(await _world.Invitations.TakeAsync(code, MemberWorld.Person("new"), default)).Member;
        await _world.Members.ChangeAsync(member, member.Person, null, default);

        Assert.IsType<InvitationAnswer.Gone>(await _world.Invitations.TakeAsync(code, member.Person, default));
    }

    [Fact]
    public async Task A_member_keeps_the_role_and_the_invitation_is_not_used()
    {
        var organization = await _world.FoundAsync();
        var code = await _world.InviteAsync(organization, Role.Viewer);

        Assert.Equal(Role.Owner, Assert.IsType<InvitationAnswer.AlreadyMember>(await _world.Invitations.TakeAsync(code, MemberWorld.Owner, default)).Member.Role);
        Assert.IsType<InvitationAnswer.Taken>(await _world.Invitations.TakeAsync(code, MemberWorld.Person("new"), default));
    }

    [Fact]
    public async Task A_code_with_another_secret_opens_nothing_and_shows_none()
    {
        var organization = await _world.FoundAsync();
        var code = await _world.InviteAsync(organization, Role.Member);
        var text = code.Reveal();
        Assert.True(InvitationCode.TryParse(text[..^1] + (text[^1] == '2' ? '3' : '2'), out var forged));

        Assert.IsType<InvitationAnswer.Gone>(await _world.Invitations.TakeAsync(forged, MemberWorld.Person("new"), default));
        Assert.DoesNotContain(text[^32..], code.ToString(), StringComparison.Ordinal);
        Assert.False(InvitationCode.TryParse(text + "2", out _));
        Assert.False(InvitationCode.TryParse("org_abc.x", out _));
    }

    /// <summary>Lets so many calls that write go through, and then fails one: carried out or not.</summary>
    private static Func<bool> DieAt(MemberWorld world, int writes, bool isAnswerLost)
    {
        var (count, hasDied) = (0, false);
        foreach (var table in new[] { world.OrganizationRows, world.PersonRows })
        {
            table.Faults.BeforeCallAsync = (operation, _) =>
            {
                if (operation is "GetEntityIfExists" or "QueryPage" || hasDied || count++ != writes) return Task.CompletedTask;
                hasDied = true;
                if (isAnswerLost) table.Faults.LoseNextAnswers(operation: operation);
                else table.Faults.FailNext(operation: operation);
                return Task.CompletedTask;
            };
        }

        return () => hasDied;
    }
}
