package dev.pharos.server.front.v1.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pharos.core.fault.FaultException;
import dev.pharos.server.app.Page;
import dev.pharos.server.front.http.HttpCall;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigFormTest {
    private static ConfigForm form(String query) {
        return new ConfigForm(HttpCall.of("GET", "/c?" + query, Map.of(), new byte[0]));
    }

    @Test
    void aPageHasANumberAndASize() {
        assertThat(form("pageNo=2&pageSize=10").page()).isEqualTo(new Page.Request(2, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999", "x", "", "0", "-1"})
    void whatIsNoPageIsRefused(String number) {
        assertThatThrownBy(() -> form("pageNo=" + number + "&pageSize=10").page())
                .isInstanceOf(FaultException.class)
                .hasMessageStartingWith("pageNo: ")
                .hasMessageContaining("(expected: ");
        assertThatThrownBy(() -> form("pageNo=1&pageSize=" + number).page())
                .isInstanceOf(FaultException.class)
                .hasMessageStartingWith("pageSize: ");
    }
}
